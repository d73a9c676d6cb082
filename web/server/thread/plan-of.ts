/** The plan of a study, by its name. Throws a UsageError where its options are wrong. */
import { type Plan, parsePlan } from '../../../sim/studies/answer.ts';
import { type Arguments, UsageError } from '../../../sim/studies/arguments.ts';
import { studyOf } from '../../../sim/studies/index.ts';

export async function planOf(name: string, args: Arguments): Promise<Plan> {
  const study = studyOf(name);
  if (study === undefined) throw new UsageError(`There is no study "${name}".`);
  return parsePlan(study, (await study.load()).request, args);
}
