/**
 * Is the probability of an event at most so much? A test that may look at its trials more than once.
 *
 *   look 0   after n0 trials:  shown if none had the event
 *   look 1   after n1 trials:  shown if one had it
 *   look 2   after n2 trials:  shown if two had it ...
 *
 * All looks together say "at most p" with probability `error` at most where it is more: each look has
 * half of what is left of the error, and how likely it is to be passed at p, and not before, is worked
 * out exactly (binomial, look by look). Looking every day at Clopper and Pearson's fixed bound would
 * promise too much. What is shown in the end is the smallest bound that those looks support (the order
 * of the looks decides: Jennison and Turnbull, Group Sequential Methods, 8.4 and 12.1). Trials are
 * independent.
 */

export interface Look {
  readonly trials: number;
  /** At most so many of them had the event. */
  readonly events: number;
}

export interface RareEventTest {
  /** The probability that is asked about, and the error of all looks together. */
  readonly probability: number;
  readonly error: number;
  readonly looks: readonly Look[];
}

/** Share of the error that is left which the next look takes. */
const SHARE_OF_LOOK = 0.5;

/** Looks that allow 0 to `maxEvents` events, as far as they need no more than `maxTrials`. */
export function rareEventTest(
  probability: number,
  error: number,
  maxEvents: number,
  maxTrials: number,
): RareEventTest {
  const looks: Look[] = [];
  // Of so many events, and no look passed so far: how likely.
  let open = [1, ...new Array<number>(maxEvents).fill(0)];
  let left = error;
  for (let trials = 1; trials <= maxTrials && looks.length <= maxEvents; trials++) {
    open = afterTrial(open, probability);
    const events = looks.length;
    const last = looks.at(-1)?.trials ?? 0;
    // Fewer events than this look allows have passed an earlier one.
    if (trials <= last || open[events] > SHARE_OF_LOOK * left) continue;
    left -= open[events];
    open[events] = 0;
    looks.push({ trials, events });
  }
  return { probability, error, looks };
}

/** How likely such trials pass that look or one before it. */
export function chanceToPass(
  { looks }: Pick<RareEventTest, 'looks'>,
  look: number,
  probability: number,
): number {
  let open = [1, ...new Array<number>(look).fill(0)];
  let passed = 0;
  let done = 0;
  for (const { trials, events } of looks.slice(0, look + 1)) {
    for (; done < trials; done++) open = afterTrial(open, probability);
    passed += open[events];
    open[events] = 0;
  }
  return passed;
}

/** What the probability is at most, with confidence 1 - error, after that look was passed. */
export function shownUpperBound(test: RareEventTest, look: number): number {
  let [low, high] = [0, test.probability];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    // The rarer the event, the likelier it is to pass.
    if (chanceToPass(test, look, middle) > test.error) low = middle;
    else high = middle;
  }
  return high;
}

/** More events than there is room for are of no interest: no look is passed with them. */
function afterTrial(open: readonly number[], probability: number): number[] {
  return open.map(
    (chance, events) =>
      chance * (1 - probability) + (events > 0 ? open[events - 1] * probability : 0),
  );
}
