/** The schema of a figure between two ends, as it stands in every result. */
import { z } from 'zod';

/** A figure, as far as it is known: some mail may not have arrived, and may never. */
export const boundsSchema = z.object({
  kind: z
    .enum(['exact', 'between', 'at-least', 'at-most', 'never', 'never-before', 'unknown', 'none'])
    .describe(
      'exact: low is high. at-least, at-most: the other end is open. never: it does not come about; never-before (differences): the other never does. unknown: anything is possible. none: there is no such figure.',
    ),
  low: z.number().nullable(),
  high: z.number().nullable(),
});

export type BoundsResult = z.infer<typeof boundsSchema>;
