/** What one exports: a link, the scenario as a file, the figures, the command that gives the same. */
import { useSignal } from '@preact/signals';
import { harmless } from '../../../sim/document/harmless.ts';
import { failureOf, postForText } from '../api.ts';
import { equivalentCommand } from '../equivalent-command.ts';
import { saveText } from '../report/saving.ts';
import { comparedOf, setsOf, site } from '../site.ts';
import { comparison } from './comparison.ts';

export function ExportPanel() {
  const said = useSignal('');
  const run = comparison.finished.value;
  const command = commandOf();
  return (
    <section class="export" aria-label="Export">
      <h2>Export</h2>
      <p class="buttons">
        <button type="button" onClick={() => copy(location.href, 'The link', said)}>
          Copy the link
        </button>
        <button type="button" onClick={() => saveYaml(said)}>
          Save the scenario (YAML)
        </button>
        {run !== null && (
          <a class="button" href={`api/runs/${run}/csv`} download="mailpath.csv">
            Save the figures (CSV)
          </a>
        )}
        {run !== null && (
          <a class="button" href={`api/runs/${run}/html`} download="mailpath.html">
            Save the report (HTML)
          </a>
        )}
        <button type="button" onClick={() => saveLog(said)}>
          Save one day’s mail log
        </button>
        <button type="button" onClick={() => copy(command, 'The command', said)}>
          Copy the command
        </button>
      </p>
      <p class="said" role="status">
        {said.value}
      </p>
      <p>The equivalent command:</p>
      <pre class="command">{command}</pre>
    </section>
  );
}

function commandOf(): string {
  const now = site.value;
  const options = { settings: comparedOf(now).join(',') };
  return equivalentCommand({
    study: 'compare',
    scenario: now.scenario,
    set: setsOf(now),
    options,
  });
}

async function copy(text: string, what: string, said: { value: string }): Promise<void> {
  try {
    await navigator.clipboard.writeText(harmless(text));
    said.value = `${what} is copied to the clipboard.`;
  } catch {
    said.value = `The browser does not let the page copy. Select this and copy it yourself: ${text}`;
  }
}

async function saveYaml(said: { value: string }): Promise<void> {
  const now = site.value;
  try {
    const compare = `compare=[${comparedOf(now).join(', ')}]`;
    const body = { scenario: now.scenario, set: [...setsOf(now), compare] };
    const text = await postForText('api/changed', body);
    const name = now.scenario.text === undefined ? now.scenario.name : 'scenario';
    saveText(text, name, 'yaml', 'application/yaml');
    said.value = 'Saved. mailpath compare reads it, and so does “Open a file” here.';
  } catch (error) {
    said.value = failureOf(error).message;
  }
}

async function saveLog(said: { value: string }): Promise<void> {
  const now = site.value;
  said.value = 'Writing the log …';
  try {
    const body = { scenario: now.scenario, set: setsOf(now), options: { setting: 'current' } };
    saveText(await postForText('api/trace', body), 'maillog of current', 'log', 'text/plain');
    said.value = 'Saved. mailpath diagnose reads it, and so does “Mail log” here.';
  } catch (error) {
    said.value = failureOf(error).message;
  }
}
