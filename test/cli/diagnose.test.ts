import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailpath } from './test-terminal.ts';

const LOGS = join(import.meta.dirname, '..', 'maillog', 'logs');
const A1 = join(LOGS, 'a1-cap-hoststat.maillog');
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailpath-diagnose-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('mailpath diagnose', () => {
  it('opens with the verdict, and shows the line that proves it', async () => {
    const { code, out } = await mailpath(['diagnose', A1, '--year', '2026']);
    expect(code).toBe(0);
    expect(out).toMatch(/^ +This is the failure that Microsoft’s article describes/m);
    // The log's path decides where the lines are broken.
    const unbroken = out.replace(/\s+/g, ' ');
    expect(unbroken).toContain('24 Nov 2026 04:15:50 to 04:17:44');
    expect(unbroken).toContain('dsn=4.4.2, stat=Deferred: Connection reset by exo.test.');
  });

  it('says the same of rotated and packed files in any order, and of standard input', async () => {
    const text = readFileSync(A1, 'utf8').split('\n');
    const older = file('maillog.1.gz', gzipSync(`${text.slice(0, 300).join('\n')}\n`));
    const newer = file('maillog', text.slice(300).join('\n'));
    const year = ['--year', '2026', '--json'];
    const whole = JSON.parse((await mailpath(['diagnose', A1, ...year])).out);
    const pieces = JSON.parse((await mailpath(['diagnose', newer, older, ...year])).out);
    const piped = JSON.parse(
      (await mailpath(['diagnose', '-', ...year], { input: text.join('\n') })).out,
    );
    expect(pieces.files).toEqual([older, newer]);
    for (const other of [pieces, piped]) expect({ ...other, files: whole.files }).toEqual(whole);
  });

  it('puts packed files in order whose beginning is one line over and over', async () => {
    const text = readFileSync(A1, 'utf8').split('\n');
    const burst = Array.from({ length: 60_000 }, () => text[0]);
    const older = file('burst.1.gz', gzipSync(`${[...burst, ...text.slice(1, 300)].join('\n')}\n`));
    const newer = file('burst', text.slice(300).join('\n'));
    const { out } = await mailpath(['diagnose', newer, older, '--year', '2026', '--json']);
    expect(JSON.parse(out).files).toEqual([older, newer]);
  });

  it('says of what cannot be opened why', async () => {
    const path = join(folder, 'socket');
    const server = createServer().listen(path);
    await once(server, 'listening');
    const { code, err } = await mailpath(['diagnose', path]);
    server.close();
    expect(code).toBe(3);
    expect(err).toMatch(/socket cannot be read: /);
  });

  it('takes a lifetime that is stated', async () => {
    const { out } = await mailpath(['diagnose', A1, '--lifetime', '5s', '--json']);
    expect(JSON.parse(out).hosts[0].lifetimeMs).toBe(5000);
  });

  it('is stopped by Ctrl+C with what it has read', async () => {
    const { code } = await mailpath(['diagnose', A1], { interruptAtTurn: 1 });
    expect(code).toBe(130);
  });

  it.each([
    ['an empty log', '', /the log is empty/],
    [
      'no delivery line',
      'Nov 24 04:16:00 mx1 cron[1]: hello\n',
      /no delivery line.*1 of other programs/,
    ],
    ['no log at all', 'what: yaml\n', /no delivery line.*1 not understood.*\nLine 1: what: yaml/],
  ])('refuses %s in words, with what was expected', async (_, text, said) => {
    const { code, err } = await mailpath(['diagnose', file('bad', text)]);
    expect(code).toBe(3);
    expect(err).toMatch(said);
    expect(err).toContain('stat=Sent (ok)');
    expect(err).not.toMatch(/\n\s+at /);
  });

  it.each([
    ['a file that is not there', 'none.log', /There is no file/],
    ['a folder', '.', /is a folder/],
  ])('refuses %s', async (_, name, said) => {
    const { code, err } = await mailpath(['diagnose', join(folder, name)]);
    expect(code).toBe(3);
    expect(err).toMatch(said);
  });

  it('refuses a damaged gzip file, and other packings with the command to unpack them', async () => {
    const packed = gzipSync(readFileSync(A1));
    const damaged = file('cut.gz', packed.subarray(0, packed.length / 2));
    const bad = await mailpath(['diagnose', damaged]);
    expect(bad).toMatchObject({ code: 3 });
    expect(bad.err).toMatch(/damaged gzip file/);
    const other = await mailpath(['diagnose', file('x.xz', Buffer.from('fd377a585a00', 'hex'))]);
    expect(other.err).toContain('xz -dc');
  });

  it.each([
    [['--lifetime', 'soon'], /--lifetime soon: expected a duration/],
    [['--time-zone', 'Mars/Olympus'], /--time-zone Mars\/Olympus: expected an offset/],
    [['--year', 'x'], /year/],
    [['--output', 'diagnosis.csv'], /there is no CSV of this/],
    [['--output', A1], /is a file that is read from/],
  ])('refuses %j', async (words, said) => {
    const { code, err } = await mailpath(['diagnose', A1, ...words]);
    expect(code).toBe(2);
    expect(err).toMatch(said);
  });
});
