/** All steps, to go to any of them. */
import type { Lesson } from './lesson.ts';
import { STEPS } from './steps.ts';

export function StepList({ lesson }: { readonly lesson: Lesson }) {
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
