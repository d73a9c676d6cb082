/** What can be said before anything is simulated; it follows the sliders while they are turned. */
import { changed } from '../inspection.ts';

export function ClosedForm() {
  const inspection = changed.value;
  if (inspection === null) return <p class="quiet">Estimating …</p>;
  const { closedForm, warnings } = inspection;
  return (
    <section class="estimate" aria-label="Estimate">
      {warnings.map((text) => (
        <p class="warning" role="note" key={text}>
          {text}
        </p>
      ))}
      <h2>Can this happen here at all?</h2>
      <p class="quiet">{closedForm.traffic}</p>
      {closedForm.questions.map(({ question, answers }) => (
        <div class="answer" key={question}>
          <h3>{question}</h3>
          {answers.map(({ names, text }) => (
            <p key={text}>
              {names.length > 0 && <b>{names.join(', ')}: </b>}
              {text}
            </p>
          ))}
        </div>
      ))}
    </section>
  );
}
