/**
 * A limit alone, without more runners, as tables: what it does to the delay and to the drain of the
 * queue, and beside it what a set-up every so many messages costs in closed form.
 */

import { count, duration, share } from '../../document/quantity.ts';
import type { Column, MetricTable } from '../../document/text-layout.ts';
import { type MetricName, metricOf } from '../../mailpath/metrics.ts';
import type { LadderResult } from './ladder-schema.ts';
import { effectCell } from './ladder-tables.ts';

/** One of them, and only where some limit changes it by something that could be felt. */
const DRAIN: readonly MetricName[] = ['last-delivery', 'throughput'];

export interface LimitTables {
  readonly differences: MetricTable;
  /** The costs without a limit, in a sentence, and with each. */
  readonly sentence: string;
  readonly closedForm: MetricTable;
}

/** Null where the limits were left out. */
export function limitTables({ limits, measure }: LadderResult): LimitTables | null {
  if (limits === null) return null;
  const { closedForm, setting } = limits;
  const steps = limits.steps.toReversed();
  const labels = steps.map(({ name }) => name);
  const felt = (name: MetricName): boolean =>
    steps.some(({ judged }) =>
      judged.some((one) => one.measure === name && ['better', 'worse'].includes(one.effect)),
    );
  const shown = new Set<MetricName>([measure.name, 'mean', ...DRAIN.filter(felt).slice(0, 1)]);
  const differences = [...shown].map(
    (name): Column => ({
      title: metricOf(name).label,
      cells: steps.map((step) =>
        effectCell(
          name,
          step.differences[name],
          step.judged.find((one) => one.measure === name)?.effect ?? 'unknown',
        ),
      ),
    }),
  );
  const { lifetimeMs, longestWorkMs, load, runners } = closedForm;
  const longestWork = ({ setupShare }: (typeof steps)[0]['closedForm']): number =>
    longestWorkMs / (1 - setupShare);
  const column = (title: string, cell: (step: (typeof steps)[0]) => string): Column => ({
    title,
    cells: steps.map((step) => ({ centre: cell(step) })),
  });
  const closed = [
    column('a connection lives', ({ closedForm: cost }) =>
      cost.cut && lifetimeMs !== null
        ? `cut at ${duration(lifetimeMs)}`
        : duration(cost.connectionMs),
    ),
    column('in set-ups', ({ closedForm: cost }) => share(cost.setupShare)),
    ...(load !== null
      ? [column('runners’ load', ({ closedForm: cost }) => share(cost.load ?? 0))]
      : longestWorkMs > 0
        ? [column('longest work', ({ closedForm: cost }) => duration(longestWork(cost)))]
        : []),
    column('runners needed', ({ closedForm: cost }) => count(cost.runnersNeeded)),
  ];
  const title = `A limit alone (${setting}, and no more runners), against no limit`;
  const before =
    load !== null
      ? `at ${share(load)} of what they can do`
      : longestWorkMs > 0
        ? `with ${duration(longestWorkMs)} of work each where most piles up`
        : 'with nothing that piles up';
  const form = `In closed form: a message takes ${duration(closedForm.sharedMs)}, a set-up ${duration(closedForm.setupMs)}; without a limit ${runners === 1 ? 'there is 1 runner' : `there are ${runners} runners`}, ${before}.`;
  return {
    differences: { title, labels, columns: differences },
    sentence: form,
    closedForm: { title: 'What a limit costs, in closed form', labels, columns: closed },
  };
}
