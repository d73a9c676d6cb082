/** Fields of forms, each with its label, and buttons. */
import type { ComponentChildren } from 'preact';

interface FieldProps {
  readonly label: ComponentChildren;
  readonly class?: string;
  readonly value: string;
  readonly onSet: (value: string) => void;
}

interface ChoiceProps extends FieldProps {
  /** A word stands for itself. */
  readonly options: readonly (string | readonly [value: string, words: string])[];
}

export function Choice({ label, value, onSet, options, class: name }: ChoiceProps) {
  return (
    <label class={name}>
      {label}{' '}
      <select value={value} onChange={({ currentTarget }) => onSet(currentTarget.value)}>
        {options.map((option) => {
          const [one, words] = typeof option === 'string' ? [option, option] : option;
          return (
            <option value={one} key={one}>
              {words}
            </option>
          );
        })}
      </select>
    </label>
  );
}

interface TextProps extends FieldProps {
  readonly placeholder?: string;
  readonly required?: boolean;
  readonly hint?: string | undefined;
}

export function Text({ label, value, onSet, hint, class: name, ...more }: TextProps) {
  return (
    <label class={name}>
      {label}{' '}
      <input
        type="text"
        value={value}
        onInput={({ currentTarget }) => onSet(currentTarget.value)}
        {...more}
      />
      {hint !== undefined && <small>{hint}</small>}
    </label>
  );
}

interface ButtonProps {
  readonly label: ComponentChildren;
  readonly onClick: () => void;
  /** `main`: what one came for; `plain`: part of a text. */
  readonly class?: string;
  readonly disabled?: boolean;
}

export function Button({ label, ...more }: ButtonProps) {
  return (
    <button type="button" {...more}>
      {label}
    </button>
  );
}

interface TickProps {
  readonly label: string;
  readonly value: boolean;
  readonly onSet: (value: boolean) => void;
}

export function Tick({ label, value, onSet }: TickProps) {
  return (
    <label class="tick">
      <input
        type="checkbox"
        checked={value}
        onChange={({ currentTarget }) => onSet(currentTarget.checked)}
      />{' '}
      {label}
    </label>
  );
}
