import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const SIM = join(ROOT, 'sim');

/** No files, no clock, nothing asynchronous: what also runs in a browser. */
const PURE = [
  'engine',
  'statistics',
  'mailpath',
  'maillog',
  'scenario',
  'experiment',
  'report',
  'inquiry',
];

/** Which folders each folder may import, those of sim/ by name; biome.json says the same to the editor. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  engine: [],
  statistics: ['engine'],
  mailpath: ['engine', 'statistics'],
  maillog: ['engine', 'statistics', 'mailpath'],
  scenario: ['engine', 'mailpath'],
  experiment: ['engine', 'statistics', 'mailpath', 'maillog'],
  report: ['statistics', 'mailpath', 'maillog', 'experiment', 'scenario'],
  inquiry: ['engine', 'statistics', 'mailpath', 'maillog', 'scenario', 'experiment', 'report'],
  drawing: ['report'],
  executor: ['mailpath', 'experiment'],
  'web/server': [...PURE, 'drawing', 'executor'],
  cli: [...PURE, 'drawing', 'executor', 'web/server'],
  // Of the server, types only.
  'web/client': [...PURE, 'drawing', 'web/server'],
};

/** Where files are written: output of commands, what is open, the store, results of the server. */
const WRITERS =
  /^(?:sim\/cli\/(?:output-file|descriptor)\.ts|sim\/executor\/|web\/server\/result-shelf\.ts)/;
/** Where something is written to the user's terminal; what it is given is made harmless there. */
const SPEAKERS = /^sim\/cli\/(?:terminal|supervisor)\.ts$/;
/** What all others may take of the file system: it changes nothing. openSync: with 'r' only. */
const READING = [
  'closeSync',
  'createReadStream',
  'existsSync',
  'fstatSync',
  'openSync',
  'readdirSync',
  'readFileSync',
  'readSync',
  'realpathSync',
  'type Stats',
  'statSync',
];

/** Math functions whose last bits are the engine's own choice. */
const INEXACT =
  /\bMath\.(random|log|log2|log10|log1p|exp|expm1|pow|sin|cos|tan|atan|cbrt|hypot|sinh|tanh)\b/;

interface SourceFile {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
  readonly lines: number;
  readonly imports: readonly string[];
}

function read(folder: string): SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => {
      const path = join(folder, name);
      const text = readFileSync(path, 'utf8');
      const imports = [
        ...text.matchAll(/^(?:import|export)\b[^'"]*?from '([^']+)'|^import '([^']+)'/gm),
      ].map((match) => match[1] ?? match[2]);
      return {
        path: relative(ROOT, path),
        folder: folderOf(path),
        text,
        lines: text.split('\n').length - 1,
        imports,
      };
    });
}

/** `engine`, `web/server`. */
function folderOf(path: string): string {
  const [top, ...rest] = relative(ROOT, path).split('/');
  return top === 'sim' ? rest[0] : `${top}/${rest[0]}`;
}

const files = [...read(SIM), ...read(join(ROOT, 'web'))];

/** Comments and texts may speak of what code may not use. */
function codeOf({ text }: SourceFile): string {
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/\/\/.*$/gm, '')
    .replaceAll(/'[^'\n]*'/g, "''");
}

describe('the architecture', () => {
  it('is seen: this test cannot pass on an empty tree', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(new Set(files.map(({ folder }) => folder))).toEqual(new Set(Object.keys(ARROWS)));
    expect(files.flatMap(({ imports }) => imports).length).toBeGreaterThan(300);
  });

  it.each(files)('has arrows in one direction only: $path', ({ path, folder, imports }) => {
    for (const target of imports.filter((name) => name.startsWith('.'))) {
      if (/\.css$/.test(target)) continue;
      expect(target).toMatch(/\.tsx?$/);
      const to = folderOf(resolve(ROOT, dirname(path), target));
      if (to !== folder) expect([...ARROWS[folder]]).toContain(to);
    }
  });

  it.each(files.filter(({ folder }) => folder === 'web/client'))(
    'takes nothing of the server into the page but types: $path',
    ({ text, imports }) => {
      const values = [...text.matchAll(/^import (?!type\b)[^'"]*?from '([^']+)'/gm)];
      expect(values.filter(([, target]) => /\/server\//.test(target))).toEqual([]);
      expect(imports.filter((name) => name.startsWith('node:'))).toEqual(
        imports.includes('vite') ? ['node:path'] : [],
      );
    },
  );

  it.each(files.filter(({ folder }) => PURE.includes(folder)))('is pure inside: $path', (file) => {
    expect(file.imports.filter((name) => name.startsWith('node:'))).toEqual([]);
    expect(codeOf(file)).not.toMatch(
      /\bDate\b|\basync\b|\bawait\b|\bsetTimeout\b|\bconsole\.|\bperformance\b|\bprocess\.(?:env|exit|std|argv)|\bimport\s*\(|\bcrypto\b|\bMath\.random\b/,
    );
  });

  it.each(files.filter(({ folder }) => PURE.includes(folder)))(
    'computes with what is exact everywhere: $path',
    (file) => {
      expect(codeOf(file)).not.toMatch(INEXACT);
      // A power is exact for literals and whole exponents that the compiler folds, not in general.
      expect(codeOf(file)).not.toMatch(/[\w)\]]\s*\*\*\s*[a-z]|[a-z]\w*\s*\*\*/);
    },
  );

  it.each(files.filter(({ path }) => !WRITERS.test(path)))('writes no file: $path', (file) => {
    const { text } = file;
    const taken = [...text.matchAll(/^import \{([^}]*)\} from '(?:node:)?fs(?:\/promises)?'/gm)];
    const names = taken.flatMap(([, list]) => list.split(',').map((name) => name.trim()));
    expect(names.filter((name) => name !== '' && !READING.includes(name))).toEqual([]);
    // Not the whole of it, under whatever name.
    const mentions = text.match(/'(?:node:)?fs(?:\/promises)?'/g) ?? [];
    expect(mentions).toHaveLength(taken.length);
    for (const [call] of text.matchAll(/\bopenSync\([^)]*\)/g)) expect(call).toMatch(/, 'r'\)$/);
  });

  it.each(files.filter(({ path, folder }) => !SPEAKERS.test(path) && folder !== 'web/client'))(
    'writes to no terminal by itself: $path',
    (file) => {
      expect(codeOf(file)).not.toMatch(/\bconsole\.|\bprocess\.(?:stdout|stderr|emitWarning)\b/);
    },
  );

  it.each([...files, ...read(join(ROOT, 'test')), ...read(join(ROOT, 'tools'))])(
    'keeps files short: $path',
    ({ lines }) => {
      expect(lines).toBeLessThan(400);
    },
  );

  it.each(files)('opens each file with what it is about: $path', ({ text }) => {
    expect(text.trimStart()).toMatch(/^(#!.*\n)?\/\*\*/);
  });

  it('imports in no circle', () => {
    const edges = new Map(
      files.map(({ path, text }) => {
        const values = [
          ...text.matchAll(/^(?:import|export)(?! type\b)[^'"]*?from '(\.[^']+)'/gm),
        ].map((match) => match[1]);
        return [path, values.map((target) => relative(ROOT, resolve(ROOT, dirname(path), target)))];
      }),
    );
    const done = new Set<string>();
    const circle = (path: string, trail: readonly string[]): readonly string[] | null => {
      if (trail.includes(path)) return [...trail, path];
      if (done.has(path)) return null;
      for (const target of edges.get(path) ?? []) {
        const found = circle(target, [...trail, path]);
        if (found !== null) return found;
      }
      done.add(path);
      return null;
    };
    for (const path of edges.keys()) expect(circle(path, [])).toBeNull();
  });
});
