/** What CONTRIBUTING.md says one touches to add something: the files are there, and are all that name the example. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
const [, section] = /## To add something\n(.*?)\n## /s.exec(page) ?? [];

const sources = ['sim', 'web'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name)),
);
const texts = new Map(sources.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]));

/** `| a setting | files | `example`: files | where it then is |`. */
const rows = section
  .split('\n')
  .filter((line) => line.startsWith('| a '))
  .map((line) => {
    const [thing, , example] = line.split('|').slice(1);
    const [, name, files] = /`([^`]+)`: (.*)/.exec(example.trim()) ?? [];
    return {
      thing: thing.trim(),
      name,
      files: [...files.matchAll(/`([^`]+)`/g)].map(([, f]) => f),
    };
  });

/** Written in code or as a name: `connectionCacheTimeoutMs`, `'greeting-4xx'`, `ladder,` in a list. */
function naming(name: string): string[] {
  const bare = /^\w+$/.test(name) ? `\\b${name}(?:ByDay)?\\b` : `'${name}'`;
  const pattern = new RegExp(bare);
  return [...texts].filter(([, text]) => pattern.test(text)).map(([path]) => path);
}

describe('what one touches to add something', () => {
  it('is told of each kind of thing', () => {
    expect(rows.map(({ thing }) => thing)).toEqual([
      'a setting of the gateway',
      'a metric',
      'a kind of fault',
      'a remedy',
      'a finding of `diagnose`',
      'a study',
    ]);
  });

  it('names files that there are', () => {
    const named = [...section.matchAll(/`((?:sim|web|test|docs)\/[\w./-]+)`/g)].map(([, f]) => f);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it.each(rows.filter(({ name }) => !['ladder', 'host-status'].includes(name)))(
    'is all that names $name',
    ({ name, files }) => {
      expect(naming(name).sort()).toEqual([...files].sort());
    },
  );

  it('is one line outside its folder for a study', () => {
    const outside = [...texts].filter(
      ([path, text]) => !path.startsWith('sim/studies/') && /studies\/ladder\/index\.ts/.test(text),
    );
    expect(outside.map(([path]) => path)).toEqual([]);
    const importers = [...texts].filter(([, text]) => /'\.\/ladder\/index\.ts'/.test(text));
    expect(importers.map(([path]) => path)).toEqual(['sim/studies/index.ts']);
  });
});
