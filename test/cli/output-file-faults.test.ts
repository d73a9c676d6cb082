/** What is left of an output file when the system fails in the middle of writing it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { onTemporary, openOutputFile, writeOutputFile } from '../../sim/cli/output-file.ts';
import { UsageError } from '../../sim/studies/arguments.ts';

const system = vi.hoisted(() => ({
  /** Called before each call; throws what the call is to fail with. */
  before: (_call: string): void => undefined,
  /** How much one write takes. */
  maxBytes: Number.POSITIVE_INFINITY,
}));

vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>();
  const faulty = (call: 'openSync' | 'fchmodSync' | 'fsyncSync' | 'closeSync' | 'renameSync') =>
    ((...given: unknown[]) => {
      // A file is closed whatever closing it comes to.
      const closed = call === 'closeSync' ? real.closeSync(given[0] as number) : undefined;
      system.before(call);
      return call === 'closeSync'
        ? closed
        : (real[call] as (...all: unknown[]) => unknown)(...given);
    }) as never;
  return {
    ...real,
    openSync: faulty('openSync'),
    fchmodSync: faulty('fchmodSync'),
    fsyncSync: faulty('fsyncSync'),
    closeSync: faulty('closeSync'),
    renameSync: faulty('renameSync'),
    writeSync: (file: number, bytes: Uint8Array, from: number) => {
      system.before('writeSync');
      return real.writeSync(file, bytes, from, Math.min(system.maxBytes, bytes.length - from));
    },
  };
});

const folder = mkdtempSync(join(tmpdir(), 'mailpath-faults-'));
const path = join(folder, 'a.json');
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  system.before = () => undefined;
  system.maxBytes = Number.POSITIVE_INFINITY;
});

function failing(at: string, code: string): void {
  system.before = (call) => {
    if (call === at) throw Object.assign(new Error(`${code}: it fails`), { code });
  };
}

describe('an output file', () => {
  it.each(['openSync', 'fchmodSync', 'writeSync', 'fsyncSync', 'closeSync', 'renameSync'])(
    'is as it was, with nothing beside it, if %s fails',
    (call) => {
      for (const code of ['ENOSPC', 'EIO', 'EXDEV', 'EDQUOT']) {
        writeFileSync(path, 'old');
        failing(call, code);
        expect(() => writeOutputFile(path, 'new', 'umask')).toThrow(UsageError);
        const write = () => {
          const file = openOutputFile(path, 'umask');
          try {
            file.write('new'.repeat(1 << 20));
            file.finish();
          } finally {
            file.abandon();
          }
        };
        expect(write).toThrow(UsageError);
        system.before = () => undefined;
        expect(readdirSync(folder)).toEqual(['a.json']);
        expect(readFileSync(path, 'utf8')).toBe('old');
      }
    },
  );

  it('is closed once, a device too, though closing it fails', () => {
    let closed = 0;
    const file = openOutputFile('/dev/null', 'umask');
    system.before = (call) => {
      if (call !== 'closeSync') return;
      closed++;
      throw Object.assign(new Error('EIO: it fails'), { code: 'EIO' });
    };
    expect(() => file.finish()).toThrow(UsageError);
    file.abandon();
    expect(closed).toBe(1);
  });

  it('is whole though each write takes a little, or nothing for now', () => {
    system.maxBytes = 7;
    let writes = 0;
    system.before = (call) => {
      if (call !== 'writeSync' || writes++ % 50 !== 0) return;
      throw Object.assign(new Error('later'), { code: 'EAGAIN' });
    };
    const text = 'fünf €\n'.repeat(300);
    writeOutputFile(path, text, 'umask');
    expect(writes).toBeGreaterThan(300);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('tells of its temporary file before it is there, and when it has gone', () => {
    const told: (readonly [string, boolean, number])[] = [];
    onTemporary((temporary, exists) => told.push([temporary, exists, readdirSync(folder).length]));
    rmSync(path, { force: true });
    writeOutputFile(path, 'new', 'umask');
    failing('fsyncSync', 'EIO');
    expect(() => writeOutputFile(path, 'newer', 'umask')).toThrow('an error');
    onTemporary(() => undefined);
    const [first, , second] = told.map(([temporary]) => temporary);
    expect(first).toMatch(/\/\.mailpath-[0-9a-f]+\.tmp$/);
    expect(first).not.toBe(second);
    expect(told).toEqual([
      [first, true, 0],
      [first, false, 1],
      [second, true, 1],
      [second, false, 1],
    ]);
  });
});
