/**
 * Queue runners counted in all: where MaxQueueChildren is the number of runners of one queue run, no
 * second run starts while the first is at work, and the number holds for the whole gateway at any
 * time. Otherwise each tick starts as many anew. Who changes the number keeps to the reading.
 */
import type { GatewaySettings } from './input.ts';

type Runners = Pick<GatewaySettings, 'runners' | 'maxQueueChildren'>;

/** MaxQueueChildren is the number of runners: they are so many in all. */
export function areRunnersInAll({ runners, maxQueueChildren }: Runners): boolean {
  return maxQueueChildren === runners;
}

/** The settings with another number of runners, in the same reading. */
export function withRunners<T extends Runners>(settings: T, runners: number): T {
  const maxQueueChildren = areRunnersInAll(settings) ? runners : settings.maxQueueChildren;
  return { ...settings, runners, maxQueueChildren };
}
