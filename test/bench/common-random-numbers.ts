/**
 * What common random numbers buy: the variance of the paired difference of two neighbouring
 * settings against that of independent runs. Target: a fifth or less.
 */
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import type { GatewaySettings } from '../../sim/mailpath/settings.ts';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { varianceRatio } from '../statistics/variance-ratio.ts';
import { table } from './bench-table.ts';
import { weekday } from './weekday.ts';

const REPLICATIONS = 30;
const MESSAGES = 100_000;

/** Prints the table of neighbours. */
export function commonRandomNumbersBench(): void {
  const base = weekday(MESSAGES, 'persistent', 'recommended');
  const runners = base.settings.runners;
  const neighbours: [string, MailPathInput, Partial<GatewaySettings>, Partial<GatewaySettings>][] =
    [
      [
        '199 against 150 messages, persistent',
        base,
        { messagesPerConnection: 199 },
        { messagesPerConnection: 150 },
      ],
      [`${runners} against ${runners + 1} runners, persistent`, base, {}, { runners: runners + 1 }],
      [
        '199 against 150 messages, background',
        weekday(MESSAGES, 'background', 'recommended'),
        { messagesPerConnection: 199 },
        { messagesPerConnection: 150 },
      ],
      [
        '4 against 5 runners, background',
        weekday(MESSAGES, 'background', 'recommended'),
        { runners: 4 },
        { runners: 5 },
      ],
      [
        '4 against 5 runners, background, default',
        weekday(MESSAGES, 'background', 'default'),
        { runners: 4 },
        { runners: 5 },
      ],
    ];
  const rows = neighbours.map(([name, input, left, right]) => {
    const a = measuresOf(withSettings(input, left));
    const b = measuresOf(withSettings(input, right));
    return [name, ...(['mean', 'p99'] as const).map((m) => ratio(a[m], b[m])), 'at most 0.2'];
  });
  console.log(
    table(['variance of the difference / of independent runs', 'mean', 'p99', 'target'], rows),
  );
}

function withSettings(input: MailPathInput, change: Partial<GatewaySettings>): MailPathInput {
  return { ...input, settings: { ...input.settings, ...change } };
}

function measuresOf(input: MailPathInput): { mean: number[]; p99: number[] } {
  const results = Array.from(
    { length: REPLICATIONS },
    (_, i) => simulate(input, 'crn', i).cohort.delays,
  );
  return { mean: results.map((d) => d.mean), p99: results.map((d) => d.quantile(0.99)) };
}

function ratio(a: readonly number[], b: readonly number[]): string {
  return varianceRatio(a, b)?.toFixed(3) ?? 'no variance';
}
