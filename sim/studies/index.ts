/** The studies of scenarios and of mail logs, in the order of the help: a new one is its folder and a line here. */
import { compare, run } from './compare/index.ts';
import type { LogStudyDefinition, StudyDefinition } from './definition.ts';
import { diagnose } from './diagnose/index.ts';
import { fit } from './fit/index.ts';
import { forecast } from './forecast/index.ts';
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

/** Those of mail logs. */
export const LOG_STUDIES: readonly LogStudyDefinition[] = [diagnose, fit, forecast];

/** The study of that name; undefined: there is none. */
export function studyOf(name: string): StudyDefinition | undefined {
  return STUDIES.find((study) => study.name === name);
}
