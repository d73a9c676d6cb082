/** Which scenario: a shipped one from the gallery, or one's own, opened or written here. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { PlainProblem } from '../../server/failure.ts';
import type { ScenarioRef } from '../../server/shipped-scenarios.ts';
import { failureOf, getJson, getText } from '../api.ts';
import { base } from '../inspection.ts';
import { openedFile, problemsOf } from '../scenario-file.ts';
import { change, site } from '../site.ts';

interface Shipped {
  readonly name: string;
  readonly question: string;
}

export function ScenarioPicker() {
  const shipped = useSignal<readonly Shipped[]>([]);
  const editing = useSignal<string | null>(null);
  const said = useSignal('');
  const editButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    getJson<{ scenarios: Shipped[] }>('api/scenarios').then(
      ({ scenarios }) => {
        shipped.value = scenarios;
      },
      (error) => {
        said.value = failureOf(error).message;
      },
    );
  }, [shipped, said]);
  const { scenario } = site.value;
  const choose = (name: string) => {
    editing.value = null;
    if (name !== '') use({ name });
  };
  const edit = async () => {
    try {
      editing.value = scenario.text ?? (await getText(`api/scenarios/${scenario.name}`));
    } catch (error) {
      said.value = failureOf(error).message;
    }
  };
  return (
    <section class="scenario" aria-label="Scenario">
      <h1>{base.value?.question ?? 'What will these settings do to my mail’s delay?'}</h1>
      <p class="quiet">
        New here? <a href="#/lesson">The lesson</a> shows in two minutes why mail is late. Have a
        log? <a href="#/logs">See what it says.</a>
      </p>
      <div class="scenario-choice">
        <label>
          Scenario{' '}
          <select
            value={scenario.text === undefined ? scenario.name : ''}
            onChange={({ currentTarget }) => choose(currentTarget.value)}
          >
            {scenario.text !== undefined && <option value="">your own</option>}
            {shipped.value.map(({ name, question }) => (
              <option value={name} key={name}>
                {name}: {question}
              </option>
            ))}
          </select>
        </label>
        <label class="button">
          Open a file
          <input type="file" accept=".yaml,.yml" class="unseen" onChange={open} />
        </label>
        <button
          type="button"
          ref={editButton}
          onClick={edit}
          aria-expanded={editing.value !== null}
        >
          Edit as text
        </button>
      </div>
      {said.value !== '' && (
        <p class="warning" role="alert">
          {said.value}
        </p>
      )}
      {editing.value !== null && (
        <ScenarioEditor
          text={editing.value}
          check={problemsOf}
          onUse={(text) => {
            editing.value = null;
            use({ text });
          }}
          onClose={() => {
            editing.value = null;
            editButton.current?.focus();
          }}
        />
      )}
    </section>
  );

  async function open({ currentTarget }: { currentTarget: HTMLInputElement }): Promise<void> {
    said.value = '';
    try {
      const opened = await openedFile(currentTarget);
      if (opened === null) return;
      const { scenario, problems } = opened;
      // With errors it is shown where they are; without, it is used at once.
      if (problems.length > 0) editing.value = scenario.text;
      else use(scenario);
    } catch (error) {
      said.value = failureOf(error).message;
    }
  }
}

/** Another scenario: what was turned in the last one is none of its. */
function use(scenario: ScenarioRef): void {
  change({ scenario, site: {}, current: {}, baseline: null });
}

interface Props {
  readonly text: string;
  readonly check: (text: string) => Promise<readonly PlainProblem[]>;
  readonly onUse: (text: string) => void;
  readonly onClose: () => void;
}

/** After the last key, ms. */
const PAUSE_MS = 400;

/** A scenario as text, with its errors: each leads to its place. */
function ScenarioEditor({ text, check, onUse, onClose }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const written = useSignal(text);
  const problems = useSignal<readonly PlainProblem[] | null>(null);
  const said = useSignal('');
  useEffect(() => {
    written.value = text;
    area.current?.focus();
  }, [text, written]);
  useEffect(() => {
    let here = true;
    const timer = setTimeout(async () => {
      try {
        const found = await check(written.value);
        if (here) problems.value = found;
        said.value = '';
      } catch (error) {
        problems.value = null;
        said.value = failureOf(error).message;
      }
    }, PAUSE_MS);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [written.value, check, problems, said]);
  const show = ({ line, column, width }: PlainProblem) => {
    const field = area.current;
    if (field === null || line === null) return;
    const before = written.value
      .split('\n')
      .slice(0, line - 1)
      .join('\n').length;
    const from = before + (line > 1 ? 1 : 0) + (column ?? 1) - 1;
    field.focus();
    field.setSelectionRange(from, from + Math.max(1, width));
    const lineHeight = field.scrollHeight / Math.max(1, written.value.split('\n').length);
    field.scrollTop = (line - 4) * lineHeight;
  };
  return (
    <div class="editor">
      <label for="scenario-text">The scenario as YAML</label>
      <textarea
        id="scenario-text"
        ref={area}
        spellcheck={false}
        rows={18}
        value={written.value}
        aria-describedby="scenario-problems"
        onInput={({ currentTarget }) => {
          written.value = currentTarget.value;
          problems.value = null;
        }}
      />
      <div id="scenario-problems" role="status">
        {said.value}
        {problems.value !== null && problems.value.length === 0 && 'No errors.'}
        {problems.value !== null && problems.value.length > 0 && (
          <ul class="problems">
            {problems.value.map((problem) => (
              <li key={`${problem.line}:${problem.column}:${problem.message}`}>
                {problem.line !== null && (
                  <button type="button" class="plain" onClick={() => show(problem)}>
                    Line {problem.line}
                  </button>
                )}{' '}
                {problem.message} {problem.remedy}
              </li>
            ))}
          </ul>
        )}
      </div>
      <p class="buttons">
        <button
          type="button"
          disabled={problems.value === null || problems.value.length > 0}
          onClick={() => onUse(written.value)}
        >
          Use it
        </button>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </p>
    </div>
  );
}
