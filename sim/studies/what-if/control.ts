/**
 * A control: one value of a scenario that a person turns, with where it stands, how far it goes, and
 * how a value of it is written into the scenario. Plain data, made for a scenario by controls.ts.
 */
import { parseQuantity, type QuantityKind, writtenQuantity } from '../../scenario/quantity.ts';

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
  readonly min: number;
  readonly max: number;
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

/** The value that a text of writtenValue stands for, or one that a person wrote; NaN: none. */
export function readValue({ kind, written, unlimited }: Control, text: string): number | null {
  if (unlimited && text.trim() === 'unlimited') return null;
  if (kind === 'switch') return { on: 1, off: 0 }[text.trim()] ?? Number.NaN;
  if (kind === 'count') return /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  const at = written.findIndex((piece) => typeof piece === 'number');
  const [before, factor, after] = [written[at - 1] ?? '', written[at], written[at + 1] ?? ''];
  const inside = text.startsWith(String(before)) && before !== '';
  const rest = inside ? text.slice(String(before).length) : text;
  const end = after === '' ? -1 : rest.indexOf(String(after));
  const read = parseQuantity(kind, inside && end >= 0 ? rest.slice(0, end) : rest);
  if (!read.ok) return Number.NaN;
  return inside ? read.value / Number(factor) : read.value;
}
