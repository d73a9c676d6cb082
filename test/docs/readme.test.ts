/** The README is run: its mailpath commands, its scenario, its links. npm start and npm test: .ci/run. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shellWords } from '../cli/shell-words.ts';
import { mailpath } from '../cli/test-terminal.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const SCRIPTS: Record<string, string> = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
).scripts;

const shellLines = [...README.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block]) =>
  block
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== ''),
);
const commands = shellLines
  .filter((line) => line.startsWith('npm run -s mailpath -- '))
  .map((line) => shellWords(line.slice('npm run -s mailpath -- '.length)));
const [scenario] = [...README.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block]) => block);

/** `mine.yaml` is written by the first command and read by those after it. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailpath-readme-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const placed = (words: readonly string[]) =>
  words.map((word) => (word === 'mine.yaml' ? join(folder, word) : word));

describe('the README', () => {
  it('names npm scripts that exist', () => {
    const named = [...README.matchAll(/npm run (?:-s )?([\w-]+)/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => SCRIPTS[name] === undefined)).toEqual([]);
  });

  it('has commands to run', () => {
    expect(commands.length).toBeGreaterThanOrEqual(7);
  });

  it.each(commands.map((words) => [words.join(' '), words] as const))(
    'has a command that works: %s',
    async (_, words) => {
      // One short run of each is enough here; test/scenario holds all scenarios to what they expect.
      const brief =
        ['compare', 'ladder', 'sweep', 'sensitivity'].includes(words[0]) &&
        !words.includes('--check');
      // A ladder has twenty settings.
      const replications = brief ? ['--replications', words[0] === 'ladder' ? '1' : '2'] : [];
      // A server runs until it is told to end: here as soon as it listens, wherever there is a port.
      const served = words[0] === 'serve';
      const { code, err } = await mailpath(
        [...placed(words), ...replications, ...(served ? ['--port', '0'] : [])],
        served ? { interruptAtTurn: 1 } : {},
      );
      expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    },
  );

  it('shows a scenario that is valid', async () => {
    const file = join(folder, 'shown.yaml');
    writeFileSync(file, scenario);
    const { code, err } = await mailpath(['validate', file]);
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
  });

  it('says how many recordings there are', () => {
    const folders = ['cases', 'held-out'].map((name) => join(ROOT, 'test', 'validation', name));
    const recordings = folders.flatMap((folder) => readdirSync(folder));
    expect(README).toContain(`${recordings.length} recordings of Sendmail`);
  });

  it('links to files that exist', () => {
    const links = [...README.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link]) => link);
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((link) => !existsSync(join(ROOT, link)))).toEqual([]);
  });
});
