/**
 * The lesson: why mail is an hour late, step by step, each with the replay of the moment at which it
 * happens; then the reader's own scenario in the same picture.
 */

import './lesson.css';
import { computed } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { count, duration } from '../../../sim/document/quantity.ts';
import type { Replay, ReplayLine } from '../../../sim/trace/replay/replay.ts';
import { clockOf } from '../../../sim/trace/replay/state.ts';
import { END_WORDS } from '../../../sim/trace/timeline.ts';
import { FailureNote } from '../run-progress.tsx';
import { ScrollRegion } from '../scroll-region.tsx';
import { Lesson, type Shown } from './lesson.ts';
import { OwnMoments, OwnScenario } from './own-scenario.tsx';
import { Picture, PictureLegend } from './picture.tsx';
import { type Player, PlayerBar } from './player.tsx';
import { STEPS } from './steps.ts';

export default function LessonView() {
  const lesson = useMemo(() => new Lesson(), []);
  useEffect(() => {
    lesson.go(0);
    return () => lesson.stop();
  }, [lesson]);
  const shown = lesson.shown.value;
  const failure = lesson.failure.value;
  return (
    <div class="lesson">
      <h1>Why is my mail an hour late?</h1>
      <div class="lesson-body">
        {lesson.own.value === null ? <StepText lesson={lesson} /> : <OwnMoments lesson={lesson} />}
        <StepList lesson={lesson} />
        <div class="lesson-stage" aria-busy={shown === null && failure === null}>
          {failure !== null && <FailureNote failure={failure} />}
          {shown !== null && <Stage shown={shown} player={lesson.player} />}
        </div>
      </div>
      <OwnScenario lesson={lesson} />
    </div>
  );
}

/** A step's words: its heading, which takes the focus when the step comes, and what it says. */
function StepText({ lesson }: { readonly lesson: Lesson }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const index = lesson.index.value;
  const step = STEPS[index];
  const shown = lesson.shown.value;
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
        step.says(shown.replay, shown.failure).map((sentence) => <p key={sentence}>{sentence}</p>)
      )}
      <p class="look">
        <b>Look at:</b> {step.look}
      </p>
      {step.aside !== undefined && <p class="note">{step.aside}</p>}
      <p class="buttons">
        <button type="button" disabled={index === 0} onClick={() => lesson.go(index - 1)}>
          Back
        </button>
        {index < STEPS.length - 1 ? (
          <button type="button" class="main" onClick={() => lesson.go(index + 1)}>
            Next
          </button>
        ) : (
          <button type="button" class="main" onClick={() => lesson.go(0)}>
            Start again
          </button>
        )}
      </p>
    </article>
  );
}

/** All steps, to go to any of them. */
function StepList({ lesson }: { readonly lesson: Lesson }) {
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
              <span class="number">{i + 1}</span> <span class="heading">{heading}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

interface Props {
  readonly shown: Shown;
  readonly player: Player;
}

/** The stage: the picture, its player, the log in step with it, and the same as tables. */
function Stage({ shown: { replay, beside }, player }: Props) {
  return (
    <div class="stage">
      <div class="stage-picture">
        <PlayerBar replay={replay} player={player} />
        <Picture replay={replay} beside={beside} player={player} />
        <PictureLegend replay={replay} compared={beside !== null} />
      </div>
      <LogPanel replay={replay} player={player} />
      <ReplayTables replay={replay} />
    </div>
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
  const upTo = useMemo(() => computed(() => linesBy(lines, player.atMs.value)), [lines, player]);
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

/** How many lines there are up to a time. */
function linesBy(lines: readonly ReplayLine[], atMs: number): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle].atMs <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
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
  return (
    <details class="replay-tables">
      <summary>The picture as tables</summary>
      <Table
        title="Connections of the queue runners"
        heads={['opened', 'closed', 'age', 'messages', 'how it ended', 'host']}
        rows={replay.connections
          .filter(({ byRunner, end }) => byRunner || end === 'cut')
          .map(({ openedMs, closedMs, messages, end, host }) => [
            clock(openedMs),
            clock(closedMs),
            lasting(closedMs - openedMs),
            count(messages),
            END_WORDS[end],
            name(host),
          ])}
      />
      <Table
        title="Marks in the host-status table"
        heads={['from', 'to', 'for', 'host']}
        rows={replay.marks
          .filter(({ fromMs, toMs }) => toMs - fromMs >= OF_NOTE_MS)
          .map(({ fromMs, toMs, host }) => [
            clock(fromMs),
            clock(toMs),
            lasting(toMs - fromMs),
            name(host),
          ])}
      />
      <Table
        title="Queue runs"
        heads={['started', 'done', 'in its list', 'sent', 'skipped', 'failed']}
        rows={replay.runs.map((run) => [
          clock(run.atMs),
          clock(run.endMs),
          count(run.messages),
          count(run.delivered),
          count(run.skippedByMark + run.skippedByMemory),
          count(run.failed),
        ])}
      />
    </details>
  );
}

interface TableProps {
  readonly title: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function Table({ title, heads, rows }: TableProps) {
  if (rows.length === 0) return <p>{title}: none in this time.</p>;
  const more = rows.length - MAX_ROWS;
  return (
    <ScrollRegion label={title}>
      <table class="data">
        <caption>{more > 0 ? `${title} (${count(more)} more)` : title}</caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th scope="col" key={head}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MAX_ROWS).map((row) => (
            <tr key={row.join(' ')}>
              {row.map((value, i) => (
                <td key={heads[i]}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
