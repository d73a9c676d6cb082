import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../sim/cli/commands.ts';
import { PART_WORDS } from '../../sim/mailpath/delay-part.ts';
import { METRICS } from '../../sim/mailpath/metrics.ts';
import { resultSchema } from '../../sim/studies/result/result-schema.ts';
import { commandLineReference } from '../../tools/command-line-page.ts';
import { shellWords } from './shell-words.ts';
import { mailpath, SMALL_SCENARIO } from './test-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailpath-commands-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('mailpath run', () => {
  it('prints all measures of one setting', async () => {
    const { code, out } = await mailpath(['run', '-', '--setting', 'recommended', '--full'], {
      input: SMALL_SCENARIO,
    });
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}Setting +recommended$/m);
    expect(out).toContain('Connections, by how they ended');
  });

  it('prints JSON of the same schema, with one setting', async () => {
    const { out } = await mailpath(['run', '-', '--json'], { input: SMALL_SCENARIO });
    const result = resultSchema.parse(JSON.parse(out));
    expect(result.format).toBe('mailpath-run/2');
    expect(result.settings.map(({ name }) => name)).toEqual(['default']);
    expect(result.differences).toEqual([]);
  });

  it('prints what was finished when it is interrupted', async () => {
    const { code, out } = await mailpath(['run', '-', '--replications', '500'], {
      input: SMALL_SCENARIO,
      interruptAtTurn: 600,
    });
    expect(code).toBe(130);
    expect(out).toContain('PARTIAL');
  });
});

describe('mailpath validate', () => {
  it('checks all files though one is wrong, and ends with 3', async () => {
    const { code, out, err } = await mailpath(['validate', 'no-such-file', 'main']);
    expect(code).toBe(3);
    expect(err).toContain('no-such-file');
    expect(out).toContain('main.yaml is valid');
  });

  it('prints errors as data for editors', async () => {
    const input = 'version: 2\nquestion: x\nmail: { arrivals: [{ rate: 5 }] }\n';
    const { code, out } = await mailpath(['validate', '-', '--json'], { input });
    const [error] = JSON.parse(out).errors;
    expect(code).toBe(3);
    expect(error).toMatchObject({ code: 'E_UNIT_MISSING', line: 3, column: 28 });
  });
});

describe('mailpath init', () => {
  it('writes a scenario that is valid', async () => {
    const { code, out } = await mailpath(['init']);
    expect(code).toBe(0);
    expect((await mailpath(['validate', '-'], { input: out })).code).toBe(0);
  });

  it('leaves an existing file alone', async () => {
    const path = join(folder, 'mine.yaml');
    expect((await mailpath(['init', path])).code).toBe(0);
    const written = readFileSync(path, 'utf8');
    const { code, err } = await mailpath(['init', path]);
    expect(code).toBe(2);
    expect(err).toContain('exists already');
    expect(readFileSync(path, 'utf8')).toBe(written);
  });

  it('explains every field that it writes', async () => {
    const lines = (await mailpath(['init'])).out.split('\n');
    const fields = lines.filter((line) => /^ *(- )?[a-z-]+: /.test(line) || /^ *- /.test(line));
    expect(fields.length).toBeGreaterThan(20);
    const bare = fields.filter(
      (line) => !/ # /.test(line) && !/^ *# /.test(lines[lines.indexOf(line) - 1]),
    );
    expect(bare).toEqual([]);
  });

  it('writes the schema that its first line names, unless there is one', async () => {
    const own = mkdtempSync(join(folder, 'init-'));
    const path = join(own, 'mine.yaml');
    const { err } = await mailpath(['init', path]);
    const [, named] = /\$schema=(\S+)/.exec(readFileSync(path, 'utf8')) ?? [];
    const schema = join(own, named);
    expect(err).toContain(schema);
    expect(readFileSync(schema, 'utf8')).toBe((await mailpath(['schema'])).out);
    writeFileSync(schema, 'of my own');
    await mailpath(['init', join(own, 'other.yaml')]);
    expect(readFileSync(schema, 'utf8')).toBe('of my own');
  });

  it.each([
    ['mailpath', 'npm run -s mailpath -- compare '],
    ['npx', 'npx mailpath compare '],
    ['', ' mailpath compare '],
  ])('says what to do next as it was itself started: by npm script "%s"', async (script, next) => {
    const environment = { npm_lifecycle_event: script };
    const { err } = await mailpath(
      ['init', join(mkdtempSync(join(folder, 'init-')), 'mine.yaml')],
      { environment },
    );
    expect(err).toContain(`then:${next.startsWith(' ') ? '' : ' '}${next}`);
  });
});

describe('mailpath schema', () => {
  it('prints the schemas of scenarios and of results', async () => {
    const scenario = JSON.parse((await mailpath(['schema'])).out);
    const result = JSON.parse((await mailpath(['schema', 'result'])).out);
    expect(scenario.properties).toHaveProperty('mail');
    expect(result.properties).toHaveProperty('verdict');
  });
});

describe('mailpath explain', () => {
  it.each([
    ['mark', 'host-status table'],
    ['E_UNIT_MISSING', 'unit is missing'],
    ['e_unit_missing', 'unit is missing'],
    ['messages-per-connection', 'unlimited in default, 199 in recommended'],
    ['p99', '99%'],
    ['cut', 'lifetime'],
    ['part.failure', 'Share of the delay of all mail'],
    ['greeting-421', 'stat=Deferred: 421'],
  ])('answers for %s', async (term, words) => {
    const { code, out } = await mailpath(['explain', term]);
    expect(code).toBe(0);
    expect(out).toContain(words);
  });

  it('takes a term of several words', async () => {
    expect((await mailpath(['explain', 'host', 'status'])).out).toContain('HostStat');
  });

  it.each([
    ['ConnectionReset', 'greeting-reset: '],
    ['stat=Deferred', 'stat=Deferred: Connection refused by HOST'],
    ['421', 'greeting-421: '],
    ['MaxQueueChildren', 'max-queue-children'],
    ['slowest 1% (p99)', 'p99\n'],
    ['connections cut', 'cuts\n'],
    ['behind the mark', 'mark\n'],
  ])('explains the user’s own words, and labels of tables: %s', async (words, meaning) => {
    const { code, out } = await mailpath(['explain', words]);
    expect([code, out]).toEqual([0, expect.stringContaining(meaning)]);
  });

  it('explains every label of metrics and parts of the delay, and no name of JavaScript', async () => {
    const labels = [
      ...METRICS.flatMap(({ label, labelInTable }) => [label, labelInTable ?? label]),
      ...Object.values(PART_WORDS).map(({ label }) => label),
    ];
    for (const label of labels) {
      expect((await mailpath(['explain', label.trim()])).code, label).toBe(0);
    }
    for (const word of ['constructor', '__proto__', 'toString']) {
      expect((await mailpath(['explain', word])).code, word).toBe(2);
    }
  });

  it('answers for every metric', async () => {
    for (const { name } of METRICS) {
      expect((await mailpath(['explain', name])).code, name).toBe(0);
    }
  });

  it('lists what there is where nothing is asked', async () => {
    expect((await mailpath(['explain'])).out).toContain('common-random-numbers');
  });
});

describe('completion', () => {
  it('prints a script', async () => {
    const { code, out } = await mailpath(['completion']);
    expect(code).toBe(0);
    expect(out).toContain('mailpath --get-yargs-completions');
  });

  it.each([
    [['mailpath', 'comp'], 'compare\ncompletion\n'],
    [['mailpath', 'he'], 'help\n'],
    [['mailpath', 'help', 'sw'], 'sweep\n'],
    [['mailpath', 'trace', 'main', '--format', 's'], 'sendmail\nstory\n'],
    [['mailpath', 'trace', 'main', '--header', 'rfc5'], 'rfc5424\n'],
    [['mailpath', 'run', 'main', '--setting', ''], 'default\nrecommended\n'],
    [['mailpath', 'compare', '--settings', 'default,rec'], 'default,recommended\n'],
    [['mailpath', 'sweep', 'main', '--vary', 'retry-i'], 'retry-interval=\n'],
    [['mailpath', 'serve', '--limit', 'runs-'], 'runs-at-once=\nruns-queued=\n'],
    [['mailpath', 'run', 'main', '--seed', 'm'], '\n'],
    [['mailpath', 'schema', 's'], 'scenario\nsweep\nsensitivity\n'],
    [['mailpath', 'cache', 'c'], 'clear\n'],
    [['mailpath', 'run', '--setti'], '--setting\n'],
    [['mailpath', 'compare', 'mai'], 'main\n'],
    [['mailpath', 'compare', '--json', '--js'], '\n'],
    [['mailpath', 'run', 'main', '--measure', 'grey'], 'greylisted-retries\n'],
    [['mailpath', 'sweep', 'main', '--measure', 'p99,cut'], 'p99,cuts\n'],
    [['mailpath', 'explain', 'skipped-m'], 'skipped-mark\nskipped-memory\n'],
    [['mailpath', 'explain', 'dot-4'], 'dot-4xx\ndot-421\ndot-452\n'],
  ])('of %j', async (words, expected) => {
    expect((await mailpath(['--get-yargs-completions', ...words])).out).toBe(expected);
  });
});

describe('the page of the command line', () => {
  it('has every command, and every example of it parses', async () => {
    const page = commandLineReference();
    for (const { name, examples } of COMMANDS) {
      expect(page).toContain(`## mailpath ${name}`);
      for (const [words] of examples) {
        const { code } = await mailpath([...shellWords(words), '--help']);
        expect(code, words).toBe(0);
      }
    }
  });
});
