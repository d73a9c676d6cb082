/** What is said when a run reaches one of its limits: which one, what drove it, what to do. */
import type { CapacityError } from '../mailpath/capacity.ts';
import { MOST_EVENTS, MOST_QUEUED } from './defaults.ts';
import type { Words } from './messages.ts';

/** Limits are raised in steps that are worth another try. */
const RAISED = 4;

/** The remedy names limits as --set takes them. */
export function capacityWords({ resource, limit, doing }: CapacityError): Words {
  const most = limit.toLocaleString('en-US');
  switch (resource) {
    case 'messages':
      return {
        message: `more than ${most} messages were in the system at one time, and mail still comes in faster than it goes.`,
        remedy: `Shorten the run, lower the rate, or, with memory for it, raise the limit (about 0.5 GB a million messages): ${raised('queued', limit, MOST_QUEUED)}`,
      };
    case 'events':
      return {
        message: `the run took more than ${most} events: ${doing}.`,
        remedy: `Let mail be retried less often (retry-interval, pass-interval) or returned sooner (return-after), shorten the run, lower the rate, or raise the limit: ${raised('events', limit, MOST_EVENTS)}`,
      };
    case 'queue-runs':
      return {
        message: `queue runs that overlap would hold more than ${gigabytes(limit)} at one time: each keeps a list of all mail that waits.`,
        remedy:
          'Let runs start less often (retry-interval), have fewer at one time (max-queue-children), or, with memory for it, raise limits.queued (1 GB of such lists a million messages).',
      };
    case 'processes':
      return {
        message: `processes, connections and queue runs would hold more than ${gigabytes(limit)} at one time.`,
        remedy:
          'Have fewer at one time: background-limit, runners, connection-cache, max-queue-children, a longer retry-interval.',
      };
    case 'memory':
      return {
        message: `the machine has no memory left for this run, which may hold ${most} messages at one time.`,
        remedy:
          'A million messages at one time take about 0.5 GB: shorten the run, lower the rate, or give fewer runs at one time (--workers).',
      };
  }
}

function raised(field: string, limit: number, most: number): string {
  return limit >= most
    ? `it is as high as limits.${field} goes.`
    : `--set limits.${field}=${Math.min(RAISED * limit, most)}`;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toPrecision(2)} GB`;
}
