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
  'document',
  'trace',
  'studies',
];
/** The definition of a study, which names what is loaded when it is asked for. */
const DEFINITION = /^sim\/studies\/[a-z-]+\/index\.ts$/;
/** What draws takes an asynchronous call of Vega's. */
const DRAWS = 'sim/document/svg/';

/** Which folders each folder may import, those of sim/ by name; biome.json says the same to the editor. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  engine: [],
  statistics: ['engine'],
  mailpath: ['engine', 'statistics'],
  maillog: ['engine', 'statistics', 'mailpath'],
  scenario: ['engine', 'mailpath'],
  document: ['statistics', 'mailpath', 'maillog'],
  trace: ['statistics', 'mailpath', 'maillog', 'document'],
  studies: ['engine', 'statistics', 'mailpath', 'maillog', 'scenario', 'document', 'trace'],
  executor: ['mailpath', 'studies'],
  'web/server': [...PURE, 'executor'],
  cli: [...PURE, 'executor', 'web/server'],
  // Of the server, types only.
  'web/client': [...PURE, 'web/server'],
};

/** Where files are written: output of commands, what is open, the store, results of the server. */
const WRITERS =
  /^(?:sim\/cli\/(?:output-file|descriptor)\.ts|sim\/executor\/|web\/server\/result-store\.ts)/;
/** Where something is written to the user's terminal; what it is given is made harmless there. */
const SPEAKERS = /^sim\/cli\/(?:terminal|supervisor)\.ts$/;
/** What all others may take of the file system: it changes nothing. openSync: to read only. */
const READING = [
  'closeSync',
  'constants',
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
  /\bMath\.(random|log|log2|log10|log1p|exp|expm1|pow|sin|cos|tan|atan|cbrt|hypot|sinh|tanh)\b/g;

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

/** What breaks a rule, a line each: where it is, and what stands there. */
function offenders(among: readonly SourceFile[], found: (file: SourceFile) => readonly string[]) {
  return among.flatMap((file) => found(file).map((what) => `${file.path}: ${what}`));
}

const matches = (text: string, pattern: RegExp): readonly string[] => text.match(pattern) ?? [];
const pure = files.filter(({ folder, path }) => PURE.includes(folder) && !path.startsWith(DRAWS));
const page = files.filter(({ folder }) => folder === 'web/client');

describe('the architecture', () => {
  it('is seen: these tests cannot pass on an empty tree', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(pure.length).toBeGreaterThan(100);
    expect(page.length).toBeGreaterThan(20);
    expect(new Set(files.map(({ folder }) => folder))).toEqual(new Set(Object.keys(ARROWS)));
    expect(files.flatMap(({ imports }) => imports).length).toBeGreaterThan(300);
  });

  it('has arrows in one direction only', () => {
    const wrong = offenders(files, ({ path, folder, imports }) =>
      imports.filter((target) => {
        if (!target.startsWith('.') || /\.css$/.test(target)) return false;
        const to = folderOf(resolve(ROOT, dirname(path), target));
        return !/\.tsx?$/.test(target) || (to !== folder && !ARROWS[folder].includes(to));
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('takes nothing of the server into the page but types, and nothing of Node', () => {
    const wrong = offenders(page, ({ text, imports }) => {
      const values = [...text.matchAll(/^import (?!type\b)[^'"]*?from '([^']+)'/gm)];
      const served = values.map(([, target]) => target).filter((t) => /\/server\//.test(t));
      // What builds the page is no part of it.
      const allowed = imports.includes('vite') ? ['node:path'] : [];
      const node = imports.filter((name) => name.startsWith('node:') && !allowed.includes(name));
      return [...served, ...node];
    });
    expect(wrong).toEqual([]);
  });

  it('is pure inside', () => {
    const wrong = offenders(pure, (file) => [
      ...file.imports.filter((name) => name.startsWith('node:')),
      ...matches(
        DEFINITION.test(file.path)
          ? codeOf(file).replaceAll(/\basync\b|\bawait\b|\bimport\s*\(/g, '')
          : codeOf(file),
        /\bDate\b|\basync\b|\bawait\b|\bsetTimeout\b|\bconsole\.|\bperformance\b|\bprocess\.(?:env|exit|std|argv)|\bimport\s*\(|\bcrypto\b|\bMath\.random\b/g,
      ),
    ]);
    expect(wrong).toEqual([]);
  });

  it('computes with what is exact everywhere', () => {
    const wrong = offenders(pure, (file) => [
      ...matches(codeOf(file), INEXACT),
      // A power is exact for literals and whole exponents that the compiler folds, not in general.
      ...matches(codeOf(file), /[\w)\]]\s*\*\*\s*[a-z]|[a-z]\w*\s*\*\*/g),
    ]);
    expect(wrong).toEqual([]);
  });

  it('writes files in few places', () => {
    const others = files.filter(({ path }) => !WRITERS.test(path));
    const wrong = offenders(others, ({ text }) => {
      const taken = [...text.matchAll(/^import \{([^}]*)\} from '(?:node:)?fs(?:\/promises)?'/gm)];
      const names = taken.flatMap(([, list]) => list.split(',').map((name) => name.trim()));
      const code = text.replaceAll(/^import[^;]*;/gm, '');
      return [
        ...names.filter((name) => name !== '' && !READING.includes(name)),
        // Not the whole of it, under whatever name.
        ...matches(text, /'(?:node:)?fs(?:\/promises)?'/g).slice(taken.length),
        ...matches(code, /\bopenSync\([^)]*\)/g).filter(
          (call) => !/, 'r'\)$|\bconstants\.O_RDONLY\)$/.test(call),
        ),
        ...matches(code, /\bO_(?:WRONLY|RDWR|CREAT|APPEND|TRUNC)\b/g),
      ];
    });
    expect(wrong).toEqual([]);
  });

  it('writes to the terminal in few places', () => {
    const others = files.filter(
      ({ path, folder }) => !SPEAKERS.test(path) && folder !== 'web/client',
    );
    const wrong = offenders(others, (file) =>
      matches(codeOf(file), /\bconsole\.|\bprocess\.(?:stdout|stderr|emitWarning)\b/g),
    );
    expect(wrong).toEqual([]);
  });

  // There is no largest size but what one reader takes in.
  it('keeps files to what one reader takes in', () => {
    const all = [...files, ...read(join(ROOT, 'test')), ...read(join(ROOT, 'tools'))];
    const wrong = offenders(all, ({ lines }) => (lines < 700 ? [] : [`${lines} lines`]));
    expect(wrong).toEqual([]);
  });

  it('opens each file with what it is about', () => {
    const wrong = offenders(files, ({ text }) =>
      /^(#!.*\n)?\/\*\*/.test(text.trimStart()) ? [] : [text.split('\n')[0]],
    );
    expect(wrong).toEqual([]);
  });

  it('names files that there are, in comments and documents', () => {
    const known = readdirSync(ROOT, { encoding: 'utf8' }).concat(
      ['sim', 'web', 'test', 'tools', 'scenarios'].flatMap((folder) =>
        readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
          join(folder, name),
        ),
      ),
    );
    const isThere = (name: string) => known.some((path) => `/${path}`.endsWith(`/${name}`));
    // A letter that stands for any name, and endings of names.
    const named = /(?<![\w.*-])(?:[\w-]+\/)*[a-z][\w-]*\.tsx?\b/g;
    const unknown = (text: string) => matches(text, named).filter((name) => !isThere(name));
    const comments = ({ text }: SourceFile) =>
      matches(text, /\/\*\*[\s\S]*?\*\/|\/\/.*$/gm).join('\n');
    const documents = ['CONTRIBUTING.md', 'docs/design.md', 'docs/model.md', 'docs/experiments.md'];
    const wrong = [
      ...offenders(files, (file) =>
        unknown(comments(file)).filter((name) => !name.startsWith('X/')),
      ),
      ...documents.flatMap((path) => unknown(readFileSync(join(ROOT, path), 'utf8'))),
    ];
    expect(wrong).toEqual([]);
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
