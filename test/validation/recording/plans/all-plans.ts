/** Every case that can be recorded, by family. */
import type { RecordingPlan } from '../recording-plan.ts';
import { BACKGROUND_PLANS } from './background-plans.ts';
import { FAULT_PLANS } from './fault-plans.ts';
import { PERSISTENT_PLANS } from './persistent-plans.ts';
import { QUEUE_RUN_PLANS } from './queue-run-plans.ts';
import { ROUTE_PLANS } from './route-plans.ts';
import { SANITY_PLANS } from './sanity-plans.ts';

export const PLANS: readonly RecordingPlan[] = [
  ...SANITY_PLANS,
  ...PERSISTENT_PLANS,
  ...BACKGROUND_PLANS,
  ...ROUTE_PLANS,
  ...FAULT_PLANS,
  ...QUEUE_RUN_PLANS,
];
