import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import {
  checkOutputFile,
  isSameFile,
  keepCopy,
  openOutputFile,
  refuseInput,
  writeOutputFile,
} from '../../sim/cli/output-file.ts';
import { UsageError } from '../../sim/studies/arguments.ts';

/** Devices are made, owners changed and disks mounted by root alone. */
const asRoot = it.skipIf(process.getuid?.() !== 0);

const ALL = mkdtempSync(join(tmpdir(), 'mailpath-output-'));
let folder = ALL;
let number = 0;
beforeEach(() => {
  folder = join(ALL, String(number++));
  mkdirSync(folder);
});
afterAll(() => rmSync(ALL, { recursive: true }));

const at = (name: string) => join(folder, name);
const shell = (line: string) => execFileSync('sh', ['-c', line], { stdio: 'pipe' });
const modeOf = (path: string) => statSync(path).mode & 0o777;

describe('an output file', () => {
  it('replaces what was there, keeps its mode, and leaves nothing beside it', () => {
    writeFileSync(at('a.json'), 'old');
    for (const mode of [0o600, 0o644, 0o666, 0o640]) {
      chmodSync(at('a.json'), mode);
      writeOutputFile(at('a.json'), `new ${mode}`, 'umask');
      expect(readFileSync(at('a.json'), 'utf8')).toBe(`new ${mode}`);
      expect(modeOf(at('a.json'))).toBe(mode);
    }
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  it('is open to its owner alone if it is new and holds addresses, else as the umask says', () => {
    writeOutputFile(at('mail.json'), 'x', 'owner');
    writeOutputFile(at('figures.json'), 'x', 'umask');
    expect(modeOf(at('mail.json'))).toBe(0o600);
    expect(modeOf(at('figures.json'))).toBe(0o666 & ~process.umask());
  });

  asRoot('keeps its owner, where one may give files away', () => {
    writeFileSync(at('a.json'), 'old');
    chownSync(at('a.json'), 1234, 2345);
    chmodSync(at('a.json'), 0o640);
    writeOutputFile(at('a.json'), 'new', 'umask');
    const { uid, gid } = statSync(at('a.json'));
    expect([uid, gid, modeOf(at('a.json'))]).toEqual([1234, 2345, 0o640]);
  });

  asRoot('keeps a group that one is in, where one may not give files away', () => {
    writeFileSync(at('a.json'), 'old');
    chownSync(at('a.json'), 999, 2345);
    chmodSync(at('a.json'), 0o660);
    chownSync(folder, 1234, 1234);
    chmodSync(ALL, 0o711);
    const groups = process.getgroups?.() ?? [];
    process.setgroups?.([2345]);
    process.seteuid?.(1234);
    try {
      writeOutputFile(at('a.json'), 'new', 'umask');
    } finally {
      process.seteuid?.(0);
      process.setgroups?.(groups);
    }
    const { uid, gid } = statSync(at('a.json'));
    expect([uid, gid, modeOf(at('a.json'))]).toEqual([1234, 2345, 0o660]);
  });

  it('is written through links, which stay what they are', () => {
    mkdirSync(at('far'));
    writeFileSync(at('far/target.json'), 'old');
    symlinkSync('far/target.json', at('link.json'));
    symlinkSync(at('link.json'), at('second.json'));
    writeOutputFile(at('second.json'), 'new', 'umask');
    expect(readFileSync(at('far/target.json'), 'utf8')).toBe('new');
    for (const link of ['link.json', 'second.json']) {
      expect(lstatSync(at(link)).isSymbolicLink()).toBe(true);
    }
    expect(readdirSync(at('far'))).toEqual(['target.json']);
  });

  it('is made harmless, in pieces and as a whole', () => {
    writeOutputFile(at('a.txt'), '\x1b[2Jred\u202e\n', 'umask');
    const file = openOutputFile(at('b.txt'), 'umask');
    for (const piece of ['\x1b[2J', 'red\u202e', '\n']) file.write(piece);
    file.finish();
    for (const name of ['a.txt', 'b.txt']) {
      expect(readFileSync(at(name), 'utf8')).toBe('␛[2Jred\ufffd\n');
    }
  });

  it('is there only when it is finished', () => {
    writeFileSync(at('a.log'), 'old');
    for (const end of ['abandon', 'finish'] as const) {
      const file = openOutputFile(at('a.log'), 'umask');
      for (let i = 0; i < 10_000; i++) file.write(`line ${i}\n`);
      expect(readFileSync(at('a.log'), 'utf8')).toBe('old');
      file[end]();
      expect(readdirSync(folder)).toEqual(['a.log']);
    }
    expect(readFileSync(at('a.log'), 'utf8').split('\n')).toHaveLength(10_001);
  });

  it('is refused in words where it cannot be, before anything is written', () => {
    symlinkSync('nowhere', at('dangling'));
    symlinkSync('circle', at('circle'));
    writeFileSync(at('file'), '');
    for (const [path, words] of [
      [folder, 'is a folder'],
      [at('no/x.json'), 'Create it first'],
      [at('x.json/'), 'Create it first'],
      [at('file/x.json'), 'a part of its path is no folder'],
      [at('file/'), 'a part of its path is no folder'],
      [at('dangling'), 'a link to nothing'],
      [at('circle'), 'its links go in a circle'],
      [at('x'.repeat(300)), 'its name is too long'],
    ]) {
      expect(() => checkOutputFile(path)).toThrow(UsageError);
      expect(() => checkOutputFile(path)).toThrow(words);
      expect(() => writeOutputFile(path, 'x', 'umask')).toThrow(words);
    }
    expect(() => checkOutputFile(at('new.json'))).not.toThrow();
    expect(readdirSync(folder).sort()).toEqual(['circle', 'dangling', 'file']);
  });

  it('is no socket', async () => {
    const server = createServer().listen(at('socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    expect(() => checkOutputFile(at('socket'))).toThrow('is a socket');
    server.close();
  });

  it('may be a copy that is kept, byte for byte, with its mode', () => {
    writeFileSync(at('a.yaml'), Buffer.from([0x1b, 0xff, 0x0a]), { mode: 0o600 });
    keepCopy(at('a.yaml'), at('a.yaml.v1'));
    expect(readFileSync(at('a.yaml.v1'))).toEqual(Buffer.from([0x1b, 0xff, 0x0a]));
    expect(modeOf(at('a.yaml.v1'))).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['a.yaml', 'a.yaml.v1']);
  });
});

describe('a device or a pipe', () => {
  it('stays what it is', () => {
    writeOutputFile('/dev/null', 'gone', 'umask');
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  asRoot('stays what it is under any name', () => {
    shell(`mknod '${at('nul')}' c 1 3`);
    symlinkSync('nul', at('link'));
    for (const name of ['nul', 'link']) writeOutputFile(at(name), 'gone', 'owner');
    expect(statSync(at('nul')).isCharacterDevice()).toBe(true);
    expect(readdirSync(folder)).toEqual(['link', 'nul']);
  });

  it('says that it is full', () => {
    expect(() => writeOutputFile('/dev/full', 'x', 'umask')).toThrow('no space is left');
    expect(statSync('/dev/full').isCharacterDevice()).toBe(true);
  });

  it('takes more than it holds, and waits for its reader', async () => {
    shell(`mkfifo '${at('pipe')}'`);
    const text = 'a line that is read slowly\n'.repeat(50_000);
    const reader = spawn('sh', ['-c', `sleep 0.2; cat '${at('pipe')}' > '${at('copy')}'`]);
    const ended = new Promise((resolve) => reader.on('close', resolve));
    writeOutputFile(at('pipe'), text, 'umask');
    await ended;
    expect(readFileSync(at('copy'), 'utf8')).toBe(text);
    expect(statSync(at('pipe')).isFIFO()).toBe(true);
  });

  it('says that its reader has gone', async () => {
    shell(`mkfifo '${at('pipe')}'`);
    const reader = spawn('head', ['-c', '1', at('pipe')], { stdio: 'ignore' });
    const ended = new Promise((resolve) => reader.on('close', resolve));
    const write = () => writeOutputFile(at('pipe'), 'x'.repeat(1 << 20), 'umask');
    expect(write).toThrow('who read it has gone');
    await ended;
  });

  it('may be what this process has open: what is in it stays', () => {
    writeFileSync(at('log'), 'before\n');
    const file = openSync(at('log'), 'r+');
    symlinkSync(`/dev/fd/${file}`, at('link'));
    writeOutputFile(`/proc/self/fd/${file}`, 'first\n', 'umask');
    writeOutputFile(at('link'), 'second\n', 'umask');
    closeSync(file);
    expect(readFileSync(at('log'), 'utf8')).toBe('before\nfirst\nsecond\n');
    expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
  });
});

describe('a disk', () => {
  asRoot('that is full leaves the old file as it was, and nothing beside it', (context) => {
    try {
      shell(`mount -t tmpfs -o size=64k tmpfs '${folder}'`);
    } catch {
      context.skip('this root may not mount a disk');
    }
    try {
      writeFileSync(at('a.json'), 'old');
      const write = () => writeOutputFile(at('a.json'), 'x'.repeat(1 << 20), 'umask');
      expect(write).toThrow('no space is left');
      expect(readdirSync(folder)).toEqual(['a.json']);
      expect(readFileSync(at('a.json'), 'utf8')).toBe('old');
    } finally {
      shell(`umount '${folder}'`);
    }
  });
});

describe('what is read from', () => {
  it('is known by any of its names', () => {
    writeFileSync(at('a.yaml'), '');
    mkdirSync(at('sub'));
    symlinkSync('a.yaml', at('link.yaml'));
    symlinkSync('.', at('here'));
    linkSync(at('a.yaml'), at('hard.yaml'));
    for (const name of ['link.yaml', 'hard.yaml', 'here/a.yaml', 'sub/../a.yaml']) {
      expect(isSameFile(at(name), at('a.yaml'))).toBe(true);
      expect(() => refuseInput('--output', at(name), [at('b.yaml'), at('a.yaml')])).toThrow(
        'is a file that is read from',
      );
    }
    expect(isSameFile(at('b.yaml'), at('a.yaml'))).toBe(false);
  });

  it('may be no file, and two files may be one before they are there', () => {
    expect(isSameFile('/dev/null', '/dev/null')).toBe(false);
    symlinkSync('.', at('here'));
    expect(isSameFile(at('here/new.json'), at('new.json'))).toBe(true);
    expect(isSameFile(at('here/new.json'), at('newer.json'))).toBe(false);
  });
});
