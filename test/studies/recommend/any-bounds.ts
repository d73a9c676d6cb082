/** Bounds of a site that leave every remedy open, for tests that state some of them. */

import { NUMBER_DIMENSIONS, SWITCH_DIMENSIONS } from '../../../sim/mailpath/remedies.ts';
import type { Bounds } from '../../../sim/studies/recommend/candidate.ts';

export const ANY_BOUNDS: Bounds = {
  ...Object.fromEntries([
    ...NUMBER_DIMENSIONS.map(({ setting }) => [setting, { min: 1, max: Number.POSITIVE_INFINITY }]),
    ...SWITCH_DIMENSIONS.map(({ setting }) => [setting, null]),
  ]),
  metrics: [],
};
