/**
 * The lesson: why mail is an hour late, step by step, each with the replay of the moment at which it
 * happens; then the reader's own scenario in the same picture.
 */
import './lesson.css';
import './picture.css';
import './log-panel.css';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { FailureNote } from '../run-progress.tsx';
import { Lesson, type Shown } from './lesson.ts';
import { LogPanel } from './log-panel.tsx';
import { OwnMoments, OwnScenario } from './own-scenario.tsx';
import { Picture, PictureLegend } from './picture.tsx';
import { type Player, PlayerBar } from './player.tsx';
import { ReplayTables } from './replay-tables.tsx';
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
