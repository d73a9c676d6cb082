/**
 * The lesson: why mail is an hour late, step by step, each with the replay of the moment at which it
 * happens; then the reader's own scenario in the same picture.
 */

import './lesson.css';
import { computed, signal, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { boundsText } from '../../../sim/document/bounds-text.ts';
import type { DataTable } from '../../../sim/document/charts/chart.ts';
import { count, duration } from '../../../sim/document/quantity.ts';
import { END_WORDS } from '../../../sim/trace/connection-ending.ts';
import {
  MOMENT_NAMES,
  type MomentName,
  type Replay,
  type ReplayLine,
} from '../../../sim/trace/replay/replay.ts';
import { clockOf } from '../../../sim/trace/replay/state.ts';
import type { PlainFailure, PlainProblem } from '../../server/failure.ts';
import type { ScenarioRef } from '../../server/shipped-scenarios.ts';
import { failureOf, postJson } from '../api.ts';
import { Button, Choice } from '../fields.tsx';
import { settingNames } from '../inspection.ts';
import { BlockView } from '../report/report-view.tsx';
import { FailureNote } from '../run-progress.tsx';
import { OpenScenario } from '../scenario-file.tsx';
import { ScrollRegion } from '../scroll-region.tsx';
import { setsOf, site, takeScenario } from '../site.ts';
import { Warning } from '../warning.tsx';
import { PictureLegend } from './picture-rows.tsx';
import {
  aroundMoment,
  firstWindow,
  LOOK_AROUND_MS,
  type PlayWindow,
  windowOf,
} from './play-window.ts';
import { Picture, Player, PlayerBar } from './player.tsx';
import { factsOf, LESSON_SCENARIO, type LessonStep, STEPS, slowestWords } from './steps.ts';

/*
 * Where the reader is: a step, or a moment of a scenario of their own, with its replay and the player
 * that moves through it.
 *
 *   step -> the failure's replay (its moments) -> the window of the step -> its replay -> the player
 *
 * Of answers that come late only the last one asked for counts. Units: ms.
 */

/** The failure over its whole time: what its moments and totals are read from. */
const WHOLE = { fromMs: 0, toMs: 120 * 60_000 };

/** What is replayed of a scenario: one replication under a setting. */
interface Replayed {
  readonly scenario: ScenarioRef;
  readonly set: readonly string[];
  readonly setting: string;
}

interface Shown {
  /** The step that it belongs to, or `own`. */
  readonly of: string;
  readonly window: PlayWindow;
  readonly replay: Replay;
  /** The failure as it was, in the same window; null where there is nothing to compare with. */
  readonly beside: Replay | null;
  /** The failure over its whole time; null for a scenario of the reader's own. */
  readonly failure: Replay | null;
}

class Lesson {
  readonly player = new Player();
  readonly index = signal(0);
  /** Until the next one is there, the last one stays. */
  readonly shown = signal<Shown | null>(null);
  readonly failure = signal<PlainFailure | null>(null);
  /** Null: the lesson's own scenario. */
  readonly own = signal<Replayed | null>(null);
  /** How often the reader went anywhere, the beginning included. */
  moves = 0;

  /** Shows a step; it plays by itself where that is welcome. */
  async go(index: number): Promise<void> {
    this.own.value = null;
    this.index.value = index;
    await this.load(() => shownOf(STEPS[index]));
    // What is read next is there when it is asked for.
    const next = STEPS[index + 1];
    if (next !== undefined) shownOf(next).catch(() => undefined);
  }

  /** Shows a scenario of the reader's own: where its story is, or around one of its moments. */
  goOwn(own: Replayed, moment: MomentName | null = null): Promise<void> {
    this.own.value = own;
    return this.load(async () => {
      const first = await replay(own, { fromMs: 0, toMs: LOOK_AROUND_MS });
      const window = moment === null ? firstWindow(first) : aroundMoment(first, moment);
      const now = await replay(own, window);
      return { of: 'own', window, replay: now, beside: null, failure: null };
    });
  }

  stop(): void {
    this.moves++;
    this.player.pause();
  }

  private async load(request: () => Promise<Shown>): Promise<void> {
    const move = ++this.moves;
    this.player.pause();
    this.failure.value = null;
    try {
      const shown = await request();
      if (move !== this.moves) return;
      this.player.show(shown.window);
      this.shown.value = shown;
    } catch (error) {
      if (move !== this.moves) return;
      this.failure.value = failureOf(error);
      this.shown.value = null;
    }
  }
}

const FAILURE: Replayed = { scenario: { name: LESSON_SCENARIO }, set: [], setting: 'default' };

async function shownOf({ id, heading, view, setting, set = [] }: LessonStep): Promise<Shown> {
  const failure = await replay(FAILURE, WHOLE);
  const window = windowOf(view, failure.moments);
  if (window === null) throw new Error(`“${heading}” does not happen in this replay.`);
  const [now, beside] = await Promise.all([
    replay({ ...FAILURE, set, setting: setting ?? FAILURE.setting }, window),
    setting === undefined ? null : replay(FAILURE, window),
  ]);
  return { of: id, window, replay: now, beside, failure };
}

/** Some 150 KB each. */
const MAX_KEPT = 24;
const kept = new Map<string, Promise<Replay>>();

/** Replays from the server, each asked for once: going back in the lesson costs nothing. */
function replay(
  replayed: Replayed,
  { fromMs, toMs }: Pick<PlayWindow, 'fromMs' | 'toMs'>,
): Promise<Replay> {
  const request = { ...replayed, fromMs, toMs };
  const key = JSON.stringify(request);
  const reply = kept.get(key) ?? postJson<Replay>('api/replay', request);
  kept.set(key, reply);
  reply.catch(() => kept.delete(key));
  const [oldest] = kept.keys();
  if (kept.size > MAX_KEPT) kept.delete(oldest);
  return reply;
}

export function LessonView() {
  const lesson = useMemo(() => new Lesson(), []);
  useEffect(() => {
    lesson.go(0);
    return () => lesson.stop();
  }, [lesson]);
  const shown = lesson.shown.value;
  const failure = lesson.failure.value;
  const { player } = lesson;
  return (
    <div class="lesson">
      <h1>Why is my mail an hour late?</h1>
      <div class="lesson-body">
        {lesson.own.value === null ? <StepText lesson={lesson} /> : <OwnMoments lesson={lesson} />}
        <StepList lesson={lesson} />
        <div class="lesson-stage" aria-busy={shown === null && failure === null}>
          <FailureNote failure={failure} />
          {shown !== null && (
            <div class="stage">
              <div class="stage-picture">
                <PlayerBar replay={shown.replay} player={player} />
                <Picture replay={shown.replay} beside={shown.beside} player={player} />
                <PictureLegend replay={shown.replay} beside={shown.beside} />
              </div>
              <LogPanel replay={shown.replay} player={player} />
              <ReplayTables replay={shown.replay} />
            </div>
          )}
        </div>
      </div>
      <OwnScenario lesson={lesson} />
    </div>
  );
}

interface Props {
  readonly lesson: Lesson;
}

/** A step's words: its heading, which takes the focus when the step comes, and what it says. */
function StepText({ lesson }: Props) {
  const index = lesson.index.value;
  const step = STEPS[index];
  const shown = lesson.shown.value;
  const isLast = index === STEPS.length - 1;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Not when the view comes: the page itself says where the focus is then.
    if (lesson.moves > 1) heading.current?.focus();
  }, [index, lesson]);
  return (
    <article class="step" aria-labelledby="step-heading">
      <p class="quiet step-number">
        Step {index + 1} of {STEPS.length}
      </p>
      <h2 id="step-heading" tabIndex={-1} ref={heading}>
        {step.heading}
      </h2>
      {shown === null || shown.failure === null || shown.of !== step.id ? (
        <p class="quiet">Loading …</p>
      ) : (
        step
          .says(factsOf(shown.replay), factsOf(shown.failure))
          .map((sentence) => <p key={sentence}>{sentence}</p>)
      )}
      <p class="look">
        <b>Look at:</b> {step.look}
      </p>
      {step.aside !== undefined && <p class="note">{step.aside}</p>}
      <p class="buttons">
        <Button label="Back" disabled={index === 0} onClick={() => lesson.go(index - 1)} />
        <Button
          class="main"
          label={isLast ? 'Start again' : 'Next'}
          onClick={() => lesson.go(isLast ? 0 : index + 1)}
        />
      </p>
    </article>
  );
}

/** All steps, to go to any of them. */
function StepList({ lesson }: Props) {
  const current = lesson.own.value === null ? lesson.index.value : -1;
  return (
    <nav class="step-list" aria-label="Steps of the lesson">
      <ol>
        {STEPS.map(({ id, heading }, i) => (
          <li key={id}>
            <button
              type="button"
              aria-current={i === current ? 'step' : undefined}
              onClick={() => lesson.go(i)}
            >
              <span class="number">{i + 1}</span> <span class="unseen heading">{heading}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/*
 * The log up to the playhead, as Sendmail writes it, the newest line at the bottom. Between the lines
 * stand remarks on events that it does not log. It follows the playhead; while that rests,
 * one can scroll back. It is no live region: it would never be silent.
 */

/** Lines that are in the page at a time. */
const MAX_SHOWN = 80;

function LogPanel({ replay, player }: { readonly replay: Replay; readonly player: Player }) {
  const box = useRef<HTMLElement>(null);
  const { lines, linesLeftOut } = replay;
  // Of another replay it is another number, though the playhead may stand where it was.
  const upTo = useMemo(
    () => computed(() => lines.findLastIndex(({ atMs }) => atMs <= player.atMs.value) + 1),
    [lines, player],
  );
  const last = upTo.value;
  const first = Math.max(0, last - MAX_SHOWN);
  useEffect(() => {
    const element = box.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
  }, [last, lines]);
  return (
    <div class="replay-log">
      <h3>The mail log, up to this moment</h3>
      <ScrollRegion label="The mail log, up to this moment" class="lines" place={box}>
        <ol>
          {last === 0 && <li class="remark">Nothing is logged yet.</li>}
          {lines.slice(first, last).map((line, i) => (
            <Line key={first + i} line={line} />
          ))}
        </ol>
      </ScrollRegion>
      <p class="quiet">
        Lines as Sendmail 8.17 writes them; lines in italics are remarks on events that it does not
        log.{' '}
        {linesLeftOut > 0 &&
          `${count(linesLeftOut)} similar lines are left out; cuts are always shown.`}
      </p>
    </div>
  );
}

function Line({ line: { text, kind, logged } }: { readonly line: ReplayLine }) {
  if (!logged) return <li class={`remark ${kind}`}>{text}</li>;
  // The outcome is what one looks for.
  const at = text.indexOf('stat=');
  return (
    <li class={kind}>
      {at < 0 ? text : text.slice(0, at)}
      {at >= 0 && <b>{text.slice(at)}</b>}
    </li>
  );
}

/* The picture as tables: the connections that last, the marks, the queue runs of the window. */

/** Rows of one table; more are counted. */
const MAX_ROWS = 40;
/** Shorter marks are erased before anybody feels them, ms. */
const OF_NOTE_MS = 1000;

function ReplayTables({ replay }: { readonly replay: Replay }) {
  const clock = (ms: number) => clockOf(replay, ms);
  const name = (host: number) => replay.hosts[host].name;
  const lasting = (ms: number) => duration(Math.round(ms / 1000) * 1000);
  const tables: readonly DataTable[] = [
    {
      caption: 'Connections of the queue runners',
      head: ['opened', 'closed', 'age', 'messages', 'how it ended', 'host'],
      rows: replay.connections
        .filter(({ byRunner, end }) => byRunner || end === 'cut')
        .map(({ openedMs, closedMs, messages, end, host }) => [
          clock(openedMs),
          clock(closedMs),
          lasting(closedMs - openedMs),
          count(messages),
          END_WORDS[end],
          name(host),
        ]),
    },
    {
      caption: 'Marks in the host-status table',
      head: ['from', 'to', 'for', 'host'],
      rows: replay.marks
        .filter(({ fromMs, toMs }) => toMs - fromMs >= OF_NOTE_MS)
        .map(({ fromMs, toMs, host }) => [
          clock(fromMs),
          clock(toMs),
          lasting(toMs - fromMs),
          name(host),
        ]),
    },
    {
      caption: 'Queue runs',
      head: ['started', 'done', 'in its list', 'sent', 'skipped', 'failed'],
      rows: replay.runs.map((run) => [
        clock(run.atMs),
        clock(run.endMs),
        count(run.messages),
        count(run.delivered),
        count(run.skippedByMark + run.skippedByMemory),
        count(run.failed),
      ]),
    },
  ];
  return (
    <details class="replay-tables">
      <summary>The picture as tables</summary>
      {tables.map(({ caption, head, rows }) => {
        if (rows.length === 0) return <p key={caption}>{caption}: none in this time.</p>;
        const more = rows.length - MAX_ROWS;
        const title = more > 0 ? `${caption} (${count(more)} more)` : caption;
        const table = { caption: title, head, rows: rows.slice(0, MAX_ROWS) };
        return <BlockView block={{ kind: 'data', table }} key={caption} />;
      })}
    </details>
  );
}

/*
 * The reader's own scenario in the lesson's picture: the one that is set in What if, or a file, and
 * its key moments as a list to jump to.
 */

function OwnScenario({ lesson }: Props) {
  const setting = useSignal('default');
  const trouble = useSignal('');
  const { scenario } = site.value;
  const name = scenario.text === undefined ? scenario.name : (scenario.name ?? 'your scenario');
  return (
    <section class="own" aria-labelledby="own-title">
      <h2 id="own-title">Your own scenario in this picture</h2>
      <p>
        Loaded: {name}. <a href="#/what-if">Choose or change it in What if</a>, or open a file.
      </p>
      <Warning text={trouble.value} role="alert" />
      <form
        class="options"
        onSubmit={(event) => {
          event.preventDefault();
          lesson.goOwn({ scenario, set: setsOf(site.value), setting: setting.value });
        }}
      >
        <Choice
          label="Setting"
          value={setting.value}
          options={settingNames.value}
          onSet={(one) => (setting.value = one)}
        />
        <button type="submit">Play it</button>
        <OpenScenario
          label="Open a scenario file"
          onOpened={(opened, problems) => {
            if (problems.length > 0) {
              trouble.value = wordsOf(problems);
              return;
            }
            takeScenario(opened);
            setting.value = 'default';
            lesson.goOwn({ scenario: opened, set: [], setting: 'default' });
          }}
          onTrouble={(why) => (trouble.value = why)}
        />
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
function OwnMoments({ lesson }: Props) {
  const own = lesson.own.value;
  const shown = lesson.shown.value;
  const heading = useRef<HTMLHeadingElement>(null);
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
                    <Button
                      class="plain"
                      label={`${clockOf(shown.replay, found.atMs)} ${MOMENT_WORDS[moment]}`}
                      onClick={() => lesson.goOwn(own, moment)}
                    />
                  )}
                </li>
              );
            })}
          </ul>
        </>
      )}
      <p class="buttons">
        <Button label="Back to the lesson" onClick={() => lesson.go(lesson.index.value)} />
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
