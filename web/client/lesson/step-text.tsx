/** A step's words: its heading, which takes the focus when the step comes, and what it says. */
import { useEffect, useRef } from 'preact/hooks';
import type { Lesson } from './lesson.ts';
import { STEPS } from './steps.ts';

export function StepText({ lesson }: { readonly lesson: Lesson }) {
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
