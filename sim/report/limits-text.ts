/**
 * A limit alone, without more runners, as a table: what it does to the delay and to the drain of the
 * queue, and beside it what a set-up every so many messages costs in closed form.
 */

import { effectCell } from './ladder-columns.ts';
import type { LadderResult } from './ladder-schema.ts';
import { labelOf } from './ladder-words.ts';
import { count, duration, share } from './quantity.ts';
import { type Column, hanging, type Page, table, wrap } from './text-layout.ts';

/** One of them, and only where some limit changes it by something that could be felt. */
const DRAIN = ['last-delivery', 'throughput'];

/** Nothing where the limits were left out. */
export function limitsText({ limits, measure }: LadderResult, page: Page): string[] {
  if (limits === null) return [];
  const { closedForm, setting } = limits;
  const steps = limits.steps.toReversed();
  const labels = steps.map(({ name }) => name);
  const felt = (name: string): boolean =>
    steps.some(({ judged }) =>
      judged.some((one) => one.measure === name && ['better', 'worse'].includes(one.effect)),
    );
  const shown = new Set([measure.name, 'mean', ...DRAIN.filter(felt).slice(0, 1)]);
  const differences = [...shown].map(
    (name): Column => ({
      title: labelOf(name),
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
  return [
    '',
    ...wrap(title, page.columns).map((line) => page.paint.bold(line)),
    ...table(labels, differences, page),
    '',
    ...hanging('  ', form, page),
    ...table(labels, closed, page),
  ];
}
