/**
 * A Chromium for the tests that need a browser: Debian's, installed where that is possible.
 *
 * Where there is none and none can be had, tests say why they are skipped; under CI=true that is an
 * error instead, so that nothing is skipped unseen.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** It keeps to itself: no traffic of its own. As root it has no sandbox to go into. */
const SWITCHES = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** With a font of its own: without any, text has no width. */
const PACKAGES = ['chromium', 'fonts-dejavu-core'];

const INSTALL_WITHIN_MS = 240_000;
/** It begins in a second or two; a busy machine takes longer. */
const START_WITHIN_MS = 200_000;

export interface FoundChromium {
  /** Null: there is none. */
  readonly path: string | null;
  /** Why there is none; '' where there is one. */
  readonly reason: string;
}

/** Finds Chromium, or installs it. Throws under CI=true where there is none. */
export async function findChromium(): Promise<FoundChromium> {
  const there = PATHS.find((path) => existsSync(path));
  if (there !== undefined) return { path: there, reason: '' };
  const reason = await install();
  const path = PATHS.find((installed) => existsSync(installed)) ?? null;
  if (path !== null) return { path, reason: '' };
  if (process.env.CI === 'true') throw new Error(`The browser tests need Chromium: ${reason}`);
  return { path, reason };
}

/** Why there still is none; '' if it went well. */
async function install(): Promise<string> {
  if (process.getuid?.() !== 0) return 'not root: install it with apt-get install chromium';
  if (!existsSync('/usr/bin/apt-get')) return 'no apt-get here: install Chromium by other means';
  const apt = (...words: string[]) =>
    promisify(execFile)('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=200', ...words], {
      timeout: INSTALL_WITHIN_MS,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  try {
    const install = () => apt('install', '-y', '--no-install-recommends', ...PACKAGES);
    await install().catch(async () => {
      await apt('update');
      await install();
    });
    return '';
  } catch (error) {
    return `apt-get install chromium failed: ${(error as Error).message.split('\n')[0]}`;
  }
}

/** Starts it. The caller closes it. */
export function launch({ path, reason }: FoundChromium): Promise<Browser> {
  if (path === null) throw new Error(reason);
  return chromium.launch({ executablePath: path, args: SWITCHES, timeout: START_WITHIN_MS });
}
