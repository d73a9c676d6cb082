/** Which scenario: a shipped one from the gallery, or one's own, opened or written here. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { PlainProblem } from '../../server/failure.ts';
import { failureOf, getJson, getText, postJson } from '../api.ts';
import { base } from '../inspection.ts';
import { change, site } from '../site.ts';
import { ScenarioEditor } from './scenario-editor.tsx';

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
    if (name !== '') change({ scenario: { name }, site: {}, current: {}, baseline: null });
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
            change({ scenario: { text }, site: {}, current: {}, baseline: null });
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
    const [file] = currentTarget.files ?? [];
    currentTarget.value = '';
    if (file === undefined) return;
    said.value = '';
    const text = await file.text();
    try {
      // With errors it is shown where they are; without, it is used at once.
      if ((await problemsOf(text)).length > 0) editing.value = text;
      else
        change({ scenario: { text, name: nameOf(file) }, site: {}, current: {}, baseline: null });
    } catch (error) {
      said.value = failureOf(error).message;
    }
  }
}

/** As long as the server takes a name. */
function nameOf({ name }: File): string {
  return name.slice(0, 100);
}

async function problemsOf(text: string): Promise<readonly PlainProblem[]> {
  const { problems } = await postJson<{ problems: PlainProblem[] }>('api/validate', {
    scenario: { text },
  });
  return problems;
}
