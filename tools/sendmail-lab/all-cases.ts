/** Every log that is recorded, in the order of its README. */
import { CUT_CASES } from './cut-cases.ts';
import { DEFERRAL_CASES } from './deferral-cases.ts';
import { HEALTHY_CASES } from './healthy-cases.ts';
import type { LabCase } from './lab-case.ts';

export const LAB_CASES: readonly LabCase[] = [...HEALTHY_CASES, ...DEFERRAL_CASES, ...CUT_CASES];
