/**
 * A control: one value of a scenario that a person turns, with where it stands, how far it goes, and
 * how a value of it is written into the scenario. Plain data, made for a scenario by controls.ts.
 */
import type { QuantityKind } from '../scenario/quantity.ts';
import { writtenQuantity } from '../scenario/written-quantity.ts';

export type ControlKind = QuantityKind | 'count' | 'switch';

export interface Control {
  /** `runners`, `rate`: unique among the controls of a scenario. */
  readonly id: string;
  readonly label: string;
  /** What it is, in a sentence. */
  readonly about: string;
  readonly kind: ControlKind;
  /** As --set takes it; a setting's own field by its bare name. */
  readonly path: string;
  /** Of each named setting, or one for the site; in the model's units, null: no limit. */
  readonly values: Readonly<Record<string, number | null>>;
  /** The ends of the slider; it is logarithmic. */
  readonly least: number;
  readonly most: number;
  /** Takes `unlimited`. */
  readonly unlimited: boolean;
  /**
   * Before and after the amount where it is part of a distribution; each further amount that goes
   * with it is a factor of it.
   */
  readonly written: readonly Piece[];
}

/** Text as it is, or an amount: so many times the value. */
export type Piece = string | number;

/** The key under which the value of a control of the site stands. */
export const SITE = 'site';

/** The value as one writes it into a scenario. Null: no limit. */
export function writtenValue({ kind, written }: Control, value: number | null): string {
  if (value === null) return 'unlimited';
  if (kind === 'switch') return value > 0 ? 'on' : 'off';
  if (kind === 'count') return String(Math.round(value));
  return written
    .map((piece) => (typeof piece === 'string' ? piece : writtenQuantity(kind, piece * value)))
    .join('');
}
