/**
 * The lesson: why mail is an hour late, step by step, each with the replay of the moment at which it
 * happens; then the reader's own scenario in the same picture.
 */
import './lesson.css';
import './picture.css';
import './log-panel.css';
import { useEffect, useMemo } from 'preact/hooks';
import { FailureNote } from '../run-progress.tsx';
import { Lesson } from './lesson.ts';
import { OwnMoments, OwnScenario } from './own-scenario.tsx';
import { Stage } from './stage.tsx';
import { StepList } from './step-list.tsx';
import { StepText } from './step-text.tsx';

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
