import { describe, expect, it } from 'vitest';
import { formatProblem, type Problem } from '../../sim/scenario/problem.ts';
import { readScenario } from '../../sim/scenario/read-scenario.ts';

const OLD = `question: What happens?
run: { arrivals-for: 2h, ends-after: 4h }
gateway: { gateways: 3, costs: { uplink: 10 Mbit/s } }
mail:
  arrivals:
    - rate: 0.5/s   # at the door
    - { bulk: 20000, at: 5m }
    - recorded: day.csv
  recipients: 3
initial: { backlog: { messages: 1000, age: 1h } }
`;

const FILES: Readonly<Record<string, string>> = {
  'old.yaml': OLD,
  'new.yaml': 'version: 2\nquestion: q?\nmail: { arrivals: [{ rate: 1/s }] }\n',
};

function read(text: string) {
  return readScenario(text, {
    file: 'case.yaml',
    load: (name) => (FILES[name] === undefined ? null : { file: name, text: FILES[name] }),
    set: [],
  });
}

function errorsOf(text: string): readonly Problem[] {
  const result = read(text);
  return result.ok ? [] : result.errors;
}

describe('a scenario of another version', () => {
  it('is refused with the fields that have another name now', () => {
    const host = 'hosts: { x: { hasty-retry: { minimum: 5m } } }\n';
    const [, renamed] = errorsOf(`${FILES['old.yaml'].replace('3', '1')}${host}`).slice(-2);
    expect(formatProblem(renamed)).toContain('hasty-retry is called greylisting now');
    expect(formatProblem(renamed)).toContain('Write greylisting.');
  });

  it('has left its names behind: in version 2 they are no fields, and the error says the new one', () => {
    const [error] = errorsOf(
      `${FILES['new.yaml']}hosts: { x: { faults: [{ kind: mail-4xx, sick-share: 5% }] } }\n`,
    );
    expect(error).toMatchObject({
      code: 'E_UNKNOWN_KEY',
      place: { line: 4 },
      remedy: 'Did you mean "unhealthy-share"?',
    });
  });

  it('is refused with each line that changed in meaning, what to write, and the command', () => {
    const errors = errorsOf(OLD);
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['E_VERSION']));
    expect(errors.map(({ place }) => `${place?.line}:${place?.column}`)).toEqual([
      '1:1',
      '2:38',
      '3:42',
      '6:13',
      '7:15',
      '8:7',
      '9:15',
      '10:33',
    ]);
    const told = errors.map(formatProblem).join('\n');
    expect(told).toContain('Add this as the first line: version: 2');
    expect(told).toContain('mailpath upgrade case.yaml');
    expect(told).toContain('write 1.5/s');
    expect(told).toContain('write 60000');
    expect(told).toContain('write 3000');
    expect(told).toContain('write 30 Mbit/s');
    expect(told).toContain('list this source 3 times');
    expect(told).toContain('Write recipients: { each: 3 }');
    expect(told).toContain('ends-after no longer cuts delays off');
  });

  it('has nothing to mend but the version where nothing changed in meaning', () => {
    const [error, ...others] = errorsOf('question: q?\nmail: { arrivals: [{ rate: 1/s }] }\n');
    expect(others).toEqual([]);
    expect(error.remedy).not.toContain('mend');
  });

  it.each([
    ['version: 1', 'Write: version: 2'],
    ['version: 3', 'the mailpath that the file was written for'],
    ['version: "2"', 'Write: version: 2'],
    ['version: two', 'Write: version: 2'],
    ['version: { a: 1 }', 'Write: version: 2'],
  ])('is refused where the file states %s', (line, remedy) => {
    const [error] = errorsOf(`${line}\nextends: new.yaml\nquestion: q?\n`);
    expect(error.code).toBe('E_VERSION');
    expect(error.place?.line).toBe(1);
    expect(error.remedy).toContain(remedy);
  });

  it('has its version from what it extends, and may state it again', () => {
    expect(errorsOf('extends: new.yaml\nquestion: q?\n')).toEqual([]);
    expect(errorsOf('version: 2\nextends: new.yaml\nquestion: q?\n')).toEqual([]);
    const below = errorsOf(
      'extends: old.yaml\nquestion: q?\nmail: { arrivals: [{ rate: 1/s }] }\n',
    );
    expect(new Set(below.map(({ code }) => code))).toEqual(new Set(['E_VERSION']));
    expect(below.map(({ sourceName }) => sourceName)).toContain('old.yaml');
    // The number of gateways is inherited, too.
    expect(below.map(({ remedy }) => remedy).join()).toContain('write 3/s');
  });
});

describe('fields of version 2', () => {
  const BASE = 'version: 2\nquestion: q?\nrun: { starts-at: "08:00", arrivals-for: 4h }\n';
  const inputOf = (text: string) => {
    const result = read(text);
    if (!result.ok) throw new Error(result.errors.map(formatProblem).join('\n'));
    return result.scenario.settings.get('default');
  };

  it('give every message the same number of recipients, for now', () => {
    const mail = (recipients: string) =>
      `${BASE}mail: { arrivals: [{ rate: 1/s }], recipients: ${recipients} }\n`;
    expect(inputOf(mail('{ each: 3 }'))?.recipients).toBe(3);
    for (const other of ['3', '{ each: 1.5 }', '{ each: { distribution: uniform } }', '{}']) {
      expect(errorsOf(mail(other))).toHaveLength(1);
    }
    expect(errorsOf(mail('3'))[0].remedy).toContain('recipients: { each: 3 }');
  });

  it('count mail from a time of the run on, by the clock or since its start', () => {
    const from = (time: string) =>
      BASE.replace('arrivals-for', `count-from: ${time}, arrivals-for`).concat(
        'mail: { arrivals: [{ rate: 1/s }] }\n',
      );
    expect(inputOf(from('30m'))?.countFromMs).toBe(1_800_000);
    expect(inputOf(from('"09:15"'))?.countFromMs).toBe(4_500_000);
    expect(inputOf(`${BASE}mail: { arrivals: [{ rate: 1/s }] }\n`)?.countFromMs).toBe(0);
    expect(errorsOf(from('4h')).map(({ code }) => code)).toEqual(['E_CONTRADICTION']);
  });
});
