import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GENERATED_FILES } from '../../tools/generated-files.ts';

const ROOT = join(import.meta.dirname, '..', '..');

describe('generated files', () => {
  it.each(GENERATED_FILES)('are up to date: $path', async ({ path, content }) => {
    expect(readFileSync(join(ROOT, path), 'utf8'), 'run: npm run generate').toBe(await content());
  });
});
