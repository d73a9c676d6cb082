/**
 * A station with c servers and one queue, on the kernel alone: Poisson arrivals, any service time.
 *
 * Measures the wait in the queue and, by time, the number in the queue. Units: the caller's.
 */
import { type Distribution, Sampler } from '../../sim/engine/distributions.ts';
import { EventQueue } from '../../sim/engine/event-queue.ts';
import { RandomStream } from '../../sim/engine/random.ts';

const ARRIVAL = 0;
const DEPARTURE = 1;

export interface StationResult {
  readonly meanWait: number;
  /** Mean number in the queue over time, and the rate at which customers began their service. */
  readonly meanQueue: number;
  readonly throughput: number;
}

/** Serves `customers` after `warmUp` more that are not measured. */
export function runStation(
  meanGap: number,
  service: Distribution,
  servers: number,
  customers: number,
  warmUp: number,
  replication: number,
): StationResult {
  const events = new EventQueue();
  const gaps = new Sampler({ kind: 'exponential', mean: meanGap });
  const services = new Sampler(service);
  const arrivalStream = new RandomStream('station', replication, 'arrivals');
  const serviceStream = new RandomStream('station', replication, 'services');
  const waiting: number[] = [];
  let head = 0;
  let busy = 0;
  let begun = 0;
  let waitSum = 0;
  let area = 0;
  let last = 0;
  let measuredFrom = 0;
  const begin = (arrivedAt: number) => {
    begun++;
    if (begun === warmUp) {
      measuredFrom = events.now;
      area = 0;
    }
    if (begun > warmUp) waitSum += events.now - arrivedAt;
    events.schedule(events.now + services.sample(serviceStream.uniform()), DEPARTURE, 0);
  };
  events.schedule(gaps.sample(arrivalStream.uniform()), ARRIVAL, 0);
  while (begun < warmUp + customers && events.next()) {
    const { now } = events;
    area += (waiting.length - head) * (now - last);
    last = now;
    if (events.kind === ARRIVAL) {
      events.schedule(now + gaps.sample(arrivalStream.uniform()), ARRIVAL, 0);
      if (busy < servers) {
        busy++;
        begin(now);
      } else {
        waiting.push(now);
      }
    } else if (head < waiting.length) {
      begin(waiting[head++]);
    } else {
      busy--;
    }
  }
  const span = events.now - measuredFrom;
  return { meanWait: waitSum / customers, meanQueue: area / span, throughput: customers / span };
}
