/** The lesson: "Why is my mail an hour late?", step by step. One step holds one idea. */
import { FAILURE_STEPS } from './failure-steps.ts';
import { REMEDY_STEPS } from './remedy-steps.ts';
import type { LessonStep } from './step.ts';

export const STEPS: readonly LessonStep[] = [...FAILURE_STEPS, ...REMEDY_STEPS];
