/** Bounds of a site that leave every remedy open, for tests that state some of them. */

import { REMEDY_NUMBERS, REMEDY_SWITCHES } from '../../../sim/mailpath/remedies.ts';
import type { Bounds } from '../../../sim/studies/recommend/candidate.ts';

export const ANY_BOUNDS: Bounds = {
  ...Object.fromEntries([
    ...REMEDY_NUMBERS.map(({ setting }) => [setting, { min: 1, max: Number.POSITIVE_INFINITY }]),
    ...REMEDY_SWITCHES.map(({ setting }) => [setting, null]),
  ]),
  metrics: [],
};
