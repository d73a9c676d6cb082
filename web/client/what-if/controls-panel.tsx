/** All controls of the scenario: the settings that one chooses, and the site as it is. */

import { useSignal } from '@preact/signals';
import {
  type Control,
  readValue,
  SITE,
  writtenValue,
} from '../../../sim/studies/what-if/control.ts';
import { Button } from '../fields.tsx';
import { base, trouble, turning } from '../inspection.ts';
import { canUndo, change, isChanged, reset, site, undo, type Values } from '../site.ts';
import { formatValue, valueFrom, valueToSlider } from './slider-scale.ts';

export function ControlsPanel() {
  const inspection = base.value;
  if (inspection === null) {
    return trouble.value === null ? <p class="quiet">Reading the scenario …</p> : null;
  }
  const { settings, site: ofSite } = inspection.controls;
  return (
    <form class="controls" onSubmit={(event) => event.preventDefault()}>
      <p class="buttons">
        <Button label="Undo" onClick={undo} disabled={!canUndo.value} />
        <Button label="Reset all" onClick={reset} disabled={!isChanged.value} />
        <Pin />
      </p>
      <fieldset>
        <legend>Current settings</legend>
        {settings.map((control) => (
          <Row control={control} part="current" name={ownName(control)} key={control.id} />
        ))}
      </fieldset>
      <fieldset>
        <legend>Your site</legend>
        {ofSite.map((control) => (
          <Row control={control} part="site" name={SITE} key={control.id} />
        ))}
      </fieldset>
    </form>
  );
}

interface RowProps {
  readonly control: Control;
  readonly part: 'current' | 'site';
  /** Whose value holds where nothing was turned. */
  readonly name: string;
}

/** One control: its name, its value as text with unit, a slider, and what default and recommended have. */
function Row({ control, part, name }: RowProps) {
  const { id, label, about, kind, path, values } = control;
  const { [path]: text, ...rest } = site.value[part];
  const isChanged = text !== undefined;
  /** In the model's units; null: no limit. */
  const value = (isChanged ? readValue(control, text) : values[name]) ?? null;
  /** While it is turned and was not let go. */
  const turned = useSignal<number | null | undefined>(undefined);
  const shown = turned.value === undefined ? value : turned.value;
  const set = (next: number | null) => {
    turned.value = undefined;
    const written = writtenValue(control, next);
    if (next !== value && written !== text) change({ [part]: { ...rest, [path]: written } });
    turning.value = null;
  };
  const others = Object.entries(values).filter(([of]) => of !== SITE && of !== 'current');
  return (
    <div class={isChanged ? 'control changed' : 'control'}>
      <div class="control-head">
        <label for={`${id}-value`}>{label}</label>
        {isChanged && (
          <button
            type="button"
            class="plain"
            onClick={() => {
              change({ [part]: rest });
              // The button is gone then: the focus stays at its control.
              document.getElementById(`${id}-value`)?.focus();
            }}
          >
            Reset<span class="unseen"> {label}</span>
          </button>
        )}
      </div>
      {kind === 'switch' ? (
        <input
          id={`${id}-value`}
          type="checkbox"
          aria-describedby={`${id}-about`}
          checked={shown === 1}
          onChange={({ currentTarget }) => set(currentTarget.checked ? 1 : 0)}
        />
      ) : (
        <>
          <Amount control={control} shown={shown} onSet={set} />
          <input
            type="range"
            aria-label={`${label}, slider`}
            aria-valuetext={formatValue(control, shown)}
            min="0"
            max="1000"
            step="1"
            value={valueToSlider(control, shown)}
            onInput={({ currentTarget }) => {
              const next = valueFrom(control, shown, currentTarget.valueAsNumber);
              turned.value = next;
              turning.value = {
                [part]: { ...site.value[part], [path]: writtenValue(control, next) },
              };
            }}
            onChange={() => set(shown)}
          />
        </>
      )}
      <p class="about" id={`${id}-about`}>
        {about}
        {others.map(([of, own]) => (
          <span key={of}>
            {' '}
            {of}: {formatValue(control, own)}.
          </span>
        ))}
      </p>
    </div>
  );
}

interface AmountProps {
  readonly control: Control;
  readonly shown: number | null;
  readonly onSet: (value: number | null) => void;
}

/** The value as one writes it, with its unit. */
function Amount({ control, shown, onSet }: AmountProps) {
  const { id, unlimited } = control;
  const wrong = useSignal('');
  const read = (text: string) => {
    const value = readValue(control, text.replaceAll(',', ''));
    if (value === null || value > 0) {
      wrong.value = '';
      onSet(value);
      return;
    }
    wrong.value = `Write it like ${formatValue(control, control.min)}${unlimited ? ', or unlimited' : ''}.`;
  };
  return (
    <>
      <input
        id={`${id}-value`}
        type="text"
        inputmode="text"
        autocomplete="off"
        spellcheck={false}
        aria-describedby={`${id}-about${wrong.value === '' ? '' : ` ${id}-wrong`}`}
        aria-invalid={wrong.value !== ''}
        value={formatValue(control, shown)}
        onChange={({ currentTarget }) => read(currentTarget.value)}
      />
      {wrong.value !== '' && (
        <p class="wrong" id={`${id}-wrong`} role="alert">
          {wrong.value}
        </p>
      )}
    </>
  );
}

/** A scenario may have a setting of that name itself: one that was saved here has. */
function ownName({ values }: Control): string {
  return Object.hasOwn(values, 'current') ? 'current' : 'default';
}

/** What the scenario’s own current setting says, as values that another one can have. */
function ofScenario(): Values {
  const settings = base.peek()?.controls.settings ?? [];
  return Object.fromEntries(
    settings
      .filter((control) => ownName(control) === 'current')
      .map((control) => [control.path, writtenValue(control, control.values.current ?? null)]),
  );
}

function Pin() {
  const { baseline, current } = site.value;
  const next = () => (baseline === null ? { ...ofScenario(), ...current } : null);
  return (
    <Button
      label={baseline === null ? 'Pin as baseline' : 'Unpin the baseline'}
      onClick={() => change({ baseline: next() })}
    />
  );
}
