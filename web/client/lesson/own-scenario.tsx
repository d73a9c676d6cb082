/**
 * The reader's own scenario in the lesson's picture: the one that is set in What if, or a file, and
 * its key moments as a list to jump to.
 */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { boundsText } from '../../../sim/document/bounds-text.ts';
import { count } from '../../../sim/document/quantity.ts';
import { MOMENT_NAMES, type MomentName, type Replay } from '../../../sim/trace/replay/replay.ts';
import { clockOf } from '../../../sim/trace/replay/state.ts';
import type { PlainProblem } from '../../server/failure.ts';
import { failureOf } from '../api.ts';
import { changed } from '../inspection.ts';
import { openedFile } from '../scenario-file.ts';
import { change, comparedOf, setsOf, site } from '../site.ts';
import type { Lesson } from './lesson.ts';
import { slowestWords } from './steps.ts';

export function OwnScenario({ lesson }: { readonly lesson: Lesson }) {
  const setting = useSignal('default');
  const trouble = useSignal('');
  const names = changed.value?.settings ?? comparedOf(site.value);
  const { scenario } = site.value;
  const name = scenario.text === undefined ? scenario.name : (scenario.name ?? 'your scenario');
  const open = async (input: HTMLInputElement) => {
    trouble.value = '';
    const opened = await openedFile(input).catch((error) => failureOf(error).message);
    if (opened === null) return;
    if (typeof opened === 'string' || opened.problems.length > 0) {
      trouble.value = typeof opened === 'string' ? opened : wordsOf(opened.problems);
      return;
    }
    const { scenario } = opened;
    change({ scenario, site: {}, current: {}, baseline: null });
    setting.value = 'default';
    lesson.goOwn({ scenario, set: [], setting: 'default' });
  };
  return (
    <section class="own" aria-labelledby="own-title">
      <h2 id="own-title">Your own scenario in this picture</h2>
      <p>
        Loaded: {name}. <a href="#/what-if">Choose or change it in What if</a>, or open a file.
      </p>
      {trouble.value !== '' && (
        <p class="warning" role="alert">
          {trouble.value}
        </p>
      )}
      <form
        class="options"
        onSubmit={(event) => {
          event.preventDefault();
          const set = setsOf(site.value);
          lesson.goOwn({ scenario: site.value.scenario, set, setting: setting.value });
        }}
      >
        <label>
          Setting{' '}
          <select
            value={setting.value}
            onChange={({ currentTarget }) => {
              setting.value = currentTarget.value;
            }}
          >
            {names.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        <button type="submit">Play it</button>
        <label class="button">
          Open a scenario file
          <input
            type="file"
            accept=".yaml,.yml"
            class="unseen"
            onChange={({ currentTarget }) => open(currentTarget)}
          />
        </label>
      </form>
    </section>
  );
}

/** The first error of a file, and how many there are: What if shows them all, where they are. */
function wordsOf(problems: readonly PlainProblem[]): string {
  const [{ line, message, remedy }] = problems;
  const where = line === null ? '' : `Line ${line}: `;
  const more = problems.length === 1 ? '' : ` There are ${problems.length - 1} more.`;
  return `${where}${message} ${remedy}${more} What if shows each at its line.`;
}

/** The outcome of the reader's scenario, and where its moments are. */
export function OwnMoments({ lesson }: { readonly lesson: Lesson }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const own = lesson.own.value;
  const shown = lesson.shown.value;
  useEffect(() => heading.current?.focus(), []);
  return (
    <article class="step" aria-labelledby="step-heading">
      <h2 id="step-heading" tabIndex={-1} ref={heading}>
        {own?.scenario.name ?? 'Your scenario'}, setting {own?.setting}
      </h2>
      {shown === null || own === null || shown.of !== 'own' ? (
        <p class="quiet">Loading …</p>
      ) : (
        <>
          <p>{outcome(shown.replay)}</p>
          <ul class="moments">
            {inTime(shown.replay).map((moment) => {
              const found = shown.replay.moments[moment];
              return (
                <li key={moment}>
                  {found === null ? (
                    <span class="quiet">{MOMENT_WORDS[moment]}: does not happen here</span>
                  ) : (
                    <button type="button" class="plain" onClick={() => lesson.goOwn(own, moment)}>
                      {clockOf(shown.replay, found.atMs)} {MOMENT_WORDS[moment]}
                    </button>
                  )}
                </li>
              );
            })}
          </ul>
        </>
      )}
      <p class="buttons">
        <button type="button" onClick={() => lesson.go(lesson.index.value)}>
          Back to the lesson
        </button>
      </p>
    </article>
  );
}

/** In the order in which they happen; those that do not at the end. */
function inTime({ moments }: Replay): MomentName[] {
  const at = (name: MomentName) => moments[name]?.atMs ?? Number.MAX_VALUE;
  return MOMENT_NAMES.toSorted((a, b) => at(a) - at(b));
}

function outcome({ totals }: Replay): string {
  const { delivered, arrived, cuts, longest, overAnHour } = totals;
  const late =
    overAnHour.kind === 'none'
      ? ''
      : ` ${boundsText(overAnHour, 'share')} are more than an hour late.`;
  const slowest = longest.kind === 'none' ? '' : ` The slowest takes ${slowestWords(longest)}.`;
  return `One replication: ${count(delivered)} of ${count(arrived)} messages are delivered, ${cuts === 0 ? 'no connection is cut' : `connections cut: ${count(cuts)}`}.${slowest}${late}`;
}

/** Labels of the key moments of any scenario, and what is said where there is none. */
const MOMENT_WORDS: Readonly<Record<MomentName, string>> = {
  opened: 'A connection opens that will grow old',
  'grows-old': 'It passes three quarters of its lifetime',
  cut: 'The first connection is cut',
  mark: 'The host is marked',
  skip: 'The first message is skipped because of it',
  'run-skips': 'A queue run skips its list again',
  expiry: 'The mark expires',
  'run-delivers': 'The next queue run delivers',
  backlog: 'The queue peaks',
  'next-cut': 'The next long connection is cut',
  drained: 'The queue is empty, or nearly so',
};
