/** The studies, in the order of the help: a new one is its folder and a line here. */
import { compare, run } from './compare/index.ts';
import type { StudyDefinition } from './definition.ts';
import { ladder } from './ladder/index.ts';
import { recommend } from './recommend/index.ts';
import { sensitivity } from './sensitivity/index.ts';
import { sweep } from './sweep/index.ts';

export const STUDIES: readonly StudyDefinition[] = [
  compare,
  run,
  ladder,
  recommend,
  sweep,
  sensitivity,
];

/** The study of that name; undefined: there is none. */
export function studyOf(name: string): StudyDefinition | undefined {
  return STUDIES.find((study) => study.name === name);
}
