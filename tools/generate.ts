/** `npm run generate`: writes every generated file of the repository anew. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GENERATED_FILES } from './generated-files.ts';

/** This file runs as dist/tools/generate.js. */
const ROOT = join(import.meta.dirname, '..', '..');

for (const { path, content } of GENERATED_FILES) {
  writeFileSync(join(ROOT, path), await content());
  console.log(path);
}
