/** The token of the server: where it may come from, and that it cannot be guessed or read. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serveToken } from '../../sim/cli/actions/serve.ts';
import { Arguments } from '../../sim/studies/arguments.ts';

const GOOD = 'gq2xkTZ9WcE3m1vRk0aPzQ';
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailpath-token-'));
  file = join(folder, 'token');
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(text: string, mode = 0o600): void {
  writeFileSync(file, text);
  chmodSync(file, mode);
}

function tokenOf(options: object = {}, environment = {}, loopback = false) {
  return serveToken(new Arguments({ ...options }), environment, loopback);
}

describe('the token of the server', () => {
  it('is made up where other machines may ask, each time another one of 128 bits or more', () => {
    const made = [tokenOf(), tokenOf()].map((one) => one?.token ?? '');
    expect(tokenOf()?.made).toBe(true);
    expect(made[0]).not.toBe(made[1]);
    for (const token of made) {
      expect(Buffer.from(token, 'base64url').length * 8).toBeGreaterThanOrEqual(128);
    }
  });

  it('is not needed on loopback, and may be given', () => {
    expect(tokenOf({}, {}, true)).toBeNull();
    expect(tokenOf({}, { MAILPATH_TOKEN: GOOD }, true)).toEqual({ token: GOOD, made: false });
  });

  it('is that of a file, before that of the environment', () => {
    write(`${GOOD}\n`);
    const other = { MAILPATH_TOKEN: `${GOOD}x` };
    expect(tokenOf({ 'token-file': file }, other)).toEqual({ token: GOOD, made: false });
    expect(tokenOf({}, other)).toEqual({ token: `${GOOD}x`, made: false });
  });

  it.each([0o640, 0o604, 0o620, 0o602, 0o666])(
    'is taken from no file that others reach: %o',
    (mode) => {
      write(GOOD, mode);
      expect(() => tokenOf({ 'token-file': file })).toThrow(/others: chmod 600/);
    },
  );

  it.each([
    ['nothing', '', /can be guessed/],
    ['a letter', 'x', /can be guessed/],
    ['too few characters', GOOD.slice(1), /can be guessed/],
    ['one character again and again', 'a'.repeat(50), /can be guessed/],
    ['two lines', `${GOOD}\n${GOOD}`, /one line/],
    ['spaces', `${GOOD} ${GOOD}`, /one line/],
    ['what is no ASCII', `${GOOD}ü`, /one line/],
    ['a very long text', GOOD.repeat(60), /1000 characters at most/],
  ])('is refused where it is %s, from wherever it comes', (_, token, message) => {
    write(token);
    expect(() => tokenOf({ 'token-file': file })).toThrow(message);
    expect(() => tokenOf({}, { MAILPATH_TOKEN: token }, true)).toThrow(message);
  });

  it('is refused on the command line, in words, and from a file that is not there', () => {
    expect(() => tokenOf({ token: GOOD })).toThrow(/list of processes.*--token-file/);
    expect(() => tokenOf({ 'token-file': join(folder, 'none') })).toThrow(/cannot be read/);
    expect(() => tokenOf({ 'token-file': folder })).toThrow(/cannot be read|others/);
  });
});
