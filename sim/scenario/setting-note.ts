/**
 * What is to be said of a named setting beside its values: where a bound of the scenario decided, or
 * is broken by what the user wrote, and what switching host status off brings with it.
 */
import type { NumberField, SwitchField } from '../mailpath/remedies.ts';

/** A field of a setting that can be bounded. */
export type BoundField = NumberField | SwitchField;

export type SettingNote =
  /** The setting, as it is built in, would have `wanted`: the bound made it `value`. */
  | {
      readonly kind: 'bound-kept';
      readonly setting: string;
      readonly field: BoundField;
      readonly wanted: string;
      readonly value: string;
      readonly bound: string;
    }
  /** The user wrote `value`, which breaks the bound: it stands. */
  | {
      readonly kind: 'bound-broken';
      readonly setting: string;
      readonly field: BoundField;
      readonly value: string;
      readonly bound: string;
    }
  /**
   * It switches host status off. Sendmail's main() then switches SingleThreadDelivery off as well, with
   * the warning "HostStatusDirectory required for SingleThreadDelivery".
   */
  | { readonly kind: 'single-thread-delivery'; readonly setting: string }
  /** It switches something that in the cloud somebody else has to. */
  | {
      readonly kind: 'support-ticket';
      readonly setting: string;
      readonly field: SwitchField;
      readonly value: string;
      readonly by: string;
    };
