import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Processor } from '@paulirish/trace_engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readText } from '../maillog/read-text.ts';
import { mailpath, SMALL_SCENARIO } from './test-terminal.ts';

/** What the engine makes of a trace, as far as it is looked at here. */
interface ViewerData {
  readonly Renderer: {
    readonly processes: ReadonlyMap<
      number,
      { readonly threads: ReadonlyMap<number, { readonly entries: readonly unknown[] }> }
    >;
  };
  readonly Meta: {
    readonly processNames: ReadonlyMap<number, { readonly args: { readonly name: string } }>;
  };
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailpath-trace-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function trace(...words: string[]) {
  return mailpath(['trace', '-', ...words], { input: SMALL_SCENARIO });
}

/** A gateway as the article's: a literal for a host, marked by a 421 at the greeting. */
const ARTICLE = `
version: 2
question: What does the article’s own line look like?
run: { arrivals-for: 1m, ends-after: 2m }
gateway: { lock-style: fcntl, costs: { status-lock: 0 } }
mail: { arrivals: [{ rate: 6/m }], sizes: 1904 B }
hosts: { "[192.168.0.0]": { faults: [{ kind: greeting-421, at: 0s, for: 15s }] } }
destinations: [{ name: domain.info }]
`;

describe('mailpath trace as a log', () => {
  it('is the same bytes each time, and understood to the last line', async () => {
    const [one, two] = [await trace(), await trace()];
    expect(one.code).toBe(0);
    expect(one.out).toBe(two.out);
    const { counts } = readText(one.out);
    expect(counts.byKind.unknown).toBe(0);
    expect(counts.byKind.accepted).toBeGreaterThan(500);
    expect(counts.byKind.done + counts.byKind.connect).toBe(0);
    const all = readText((await trace('--log-level', '12')).out).counts.byKind;
    expect(all.done).toBe(all.accepted);
    expect(all.connect).toBeGreaterThan(0);
  });

  it.each(['8.16', '8.17'])('has the codes of Sendmail %s in its skips', async (version) => {
    const { out } = await trace('--sendmail', version);
    const skips = readText(out).entries.filter(
      (entry) => entry?.kind === 'delivery' && entry.stat === 'Deferred' && !entry.relay?.address,
    );
    expect(skips.length).toBeGreaterThan(50);
    const codes = new Set(skips.map((entry) => (entry?.kind === 'delivery' ? entry.dsn : '')));
    // Who finds the table locked has no code to repeat, whatever the version.
    expect(codes.has('4.5.0')).toBe(version === '8.17');
    if (version === '8.16') expect(codes).toEqual(new Set(['4.0.0']));
  });

  it('can write the article’s own line', async () => {
    const words = ['--format', 'proofpoint', '--sendmail', '8.16'];
    const { out } = await mailpath(['trace', '-', ...words], { input: ARTICLE });
    expect(out).toContain(
      'to=<info@domain.info>, delay=00:00:00, xdelay=00:00:00, mailer=smtp, tls_verify=NONE, pri=121904, relay=[192.168.0.0], dsn=4.0.0, stat=Deferred\n',
    );
  });

  it('says the same as JSON lines and with other heads', async () => {
    const plain = readText((await trace()).out).entries;
    for (const words of [
      ['--header', 'rfc5424'],
      ['--header', 'iso8601'],
    ]) {
      expect(readText((await trace(...words)).out).entries).toEqual(plain);
    }
    const proofpoint = readText((await trace('--format', 'proofpoint')).out).entries;
    const json = readText((await trace('--format', 'proofpoint-json')).out).entries;
    expect(json).toEqual(proofpoint);
  });
});

describe('mailpath trace otherwise', () => {
  it('writes the story of the message that waited longest behind the mark, with the cause of each skip', async () => {
    const { code, out } = await trace('--format', 'story', '--no-color');
    expect(code).toBe(0);
    const text = out.replace(/\s+/g, ' ');
    expect(text).toMatch(/accepted: .* a process of its own tries it at once/);
    expect(text).toMatch(
      /skipped by .*: exchange-online was marked at 00:0\d:\d\d by a 421 at greeting on connection [\d,]+, until 00:1\d:\d\d/,
    );
    expect(text).toMatch(/delivered to exchange-online on connection .*, at try \d/);
    expect(text).toMatch(/Where the time went: .* waiting behind the mark/);
  });

  it('lists the messages whose story teaches, the default one first', async () => {
    const { out } = await trace('--format', 'story', '--message', 'list');
    const [first, ...others] = out.match(/^ +\d+ .*/gm) ?? [];
    expect(first).toMatch(/waiting behind the mark/);
    expect(others.length).toBeGreaterThan(0);
    expect(out.replace(/\s+/g, ' ')).toContain('the slowest message');
    const number = (first ?? '').trim().split(' ')[0];
    const story = await trace('--format', 'story', '--message', number);
    expect(story.out).toBe((await trace('--format', 'story')).out);
    const wrong = await trace('--format', 'story', '--message', 'all');
    expect(wrong.err).toContain('--message all: expected the number of a message, or list.');
  });

  it('tells of a run that chance left without mail that it has none', async () => {
    const { code, out } = await trace('--format', 'story', '--set', 'mail.arrivals.0.rate=1/d');
    expect(out).toMatch(/^No mail arrives in replication 0.*--replication 1\.\n$/);
    expect(code).toBe(0);
  });

  it('draws connections and marks over time within the page', async () => {
    const { out } = await trace('--format', 'timeline');
    expect(out).toMatch(/Marks in the host-status table/);
    expect(out).toMatch(/#{20,} +exchange-online, 10 min/);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('prints the host-status table as hoststat does, with the lesson', async () => {
    const { out } = await trace('--format', 'hoststat', '--at', '6m');
    const [head, row] = out.split('\n');
    expect(head).toBe(
      ' -------------- Hostname --------------- How long ago ---------Results---------',
    );
    expect(row).toMatch(/^ exchange-online {29}00:00:5\d 421 4\.3\.2 Service not act$/);
    expect(out).toMatch(/marked for 9 min .* more/);
    expect(out.replace(/\s+/g, ' ')).toMatch(/a running one has read the file once/);
  });

  it('writes a trace file of complete events, each on a named track', async () => {
    const file = join(folder, 'trace.json');
    const { code } = await trace('--format', 'trace-event', '--output', file);
    expect(code).toBe(0);
    const { traceEvents } = JSON.parse(readFileSync(file, 'utf8'));
    const named = new Set<string>();
    for (const { ph, pid, tid, name } of traceEvents) {
      if (ph === 'M' && name === 'thread_name') named.add(`${pid} ${tid}`);
    }
    const slices = traceEvents.filter(({ ph }: { ph: string }) => ph === 'X');
    expect(slices.length).toBeGreaterThan(500);
    for (const { pid, tid, ts, dur } of slices) {
      expect(named).toContain(`${pid} ${tid}`);
      expect(Number.isInteger(ts) && Number.isInteger(dur) && dur >= 0).toBe(true);
    }
    const marks = slices.filter(({ name }: { name: string }) => /marked$/.test(name));
    expect(Math.max(...marks.map(({ dur }: { dur: number }) => dur))).toBeGreaterThan(590e6);
  });

  it('writes a trace file that the engine of Chrome’s viewer reads to the last slice', async () => {
    const { out } = await trace('--format', 'trace-event');
    const { traceEvents } = JSON.parse(out);
    const engine = Processor.TraceProcessor.createWithAllHandlers();
    await engine.parse(traceEvents, {});
    const { Renderer, Meta } = engine.data as unknown as ViewerData;
    for (const [pid, { threads }] of Renderer.processes) {
      const written = traceEvents.filter((event: { ph: string; pid: number }) => {
        return event.ph === 'X' && event.pid === pid;
      });
      const read = [...threads.values()].reduce((sum, { entries }) => sum + entries.length, 0);
      expect(read).toBe(written.length);
      expect(read).toBeGreaterThan(0);
    }
    expect([...Meta.processNames.values()].map(({ args }) => args.name)).toEqual([
      'queue runners',
      'connections of queue runners',
      'connections of new mail',
      'marks in the host-status table',
      'backlog',
    ]);
  });

  it('leaves nothing of a file that was not finished', async () => {
    const file = join(folder, 'stopped.log');
    const { code } = await mailpath(['trace', 'main', '--output', file], { interruptAtTurn: 3 });
    expect(code).toBe(130);
    expect(existsSync(file)).toBe(false);
    const bad = join(folder, 'bad.log');
    const failed = await trace('--format', 'story', '--message', '999999', '--output', bad);
    expect(failed.code).toBe(2);
    expect(existsSync(bad)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it.each([
    [['--format', 'hoststat'], /needs --at TIME/],
    [['--at', '9:00'], /means nothing with sendmail/],
    [['--format', 'hoststat', '--at', 'noon'], /--at noon: expected/],
    [['--date', '2026-02-30'], /--date 2026-02-30: expected a day/],
    [['--setting', 'defualt'], /no setting "defualt".*default/],
    [['--format', 'perfetto'], /perfetto/],
    [['--log-level', 'high'], /log-level high/],
  ])('refuses %j in words', async (words, said) => {
    const { code, err } = await trace(...words);
    expect(code).toBe(2);
    expect(err).toMatch(said);
  });
});
