/** All controls of the scenario: the settings that one chooses, and the site as it is. */
import {
  type Control,
  readValue,
  SITE,
  writtenValue,
} from '../../../sim/studies/what-if/control.ts';
import { base, trouble, turning } from '../inspection.ts';
import { canUndo, change, isChanged, reset, site, undo, type Values } from '../site.ts';
import { ControlRow } from './control-row.tsx';

export function ControlsPanel() {
  const inspection = base.value;
  if (inspection === null) {
    return trouble.value === null ? <p class="quiet">Reading the scenario …</p> : null;
  }
  const { settings, site: ofSite } = inspection.controls;
  return (
    <form class="controls" onSubmit={(event) => event.preventDefault()}>
      <p class="buttons">
        <button type="button" onClick={undo} disabled={!canUndo.value}>
          Undo
        </button>
        <button type="button" onClick={reset} disabled={!isChanged.value}>
          Reset all
        </button>
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

function Row({ control, part, name }: RowProps) {
  const { path } = control;
  const text = site.value[part][path];
  const value = text === undefined ? control.values[name] : readValue(control, text);
  const withValue = (of: Values, next: string): Values => ({ ...of, [path]: next });
  return (
    <ControlRow
      control={control}
      value={value ?? null}
      isChanged={text !== undefined}
      onTurn={(next) => {
        turning.value = next === null ? null : { [part]: withValue(site.value[part], next) };
      }}
      onSet={(next) => {
        if (next === text) return;
        const { [path]: _, ...rest } = site.value[part];
        change({ [part]: next === null ? rest : withValue(rest, next) });
      }}
    />
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
  if (baseline !== null) {
    return (
      <button type="button" onClick={() => change({ baseline: null })}>
        Unpin the baseline
      </button>
    );
  }
  return (
    <button type="button" onClick={() => change({ baseline: { ...ofScenario(), ...current } })}>
      Pin as baseline
    </button>
  );
}
