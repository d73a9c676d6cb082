/**
 * What queueing theory knows in closed form. Rates per unit of time, times in that unit.
 *
 * Sources: Kleinrock, Queueing Systems I (1975) for M/M/1, M/M/c (Erlang C), M/G/1 (Pollaczek and
 * Khinchine); Takagi, Queueing Analysis I (1991), 2.4, for the gated queue with vacations.
 */

/** Mean wait in the queue of M/M/1. Infinity if unstable. */
export function mm1Wait(arrivalRate: number, serviceRate: number): number {
  return mmcWait(arrivalRate, serviceRate, 1);
}

/** Probability that an arrival has to wait in M/M/c (Erlang C), by Erlang B's stable recursion. */
export function erlangC(load: number, servers: number): number {
  if (load >= servers) return 1;
  let blocking = 1;
  for (let c = 1; c <= servers; c++) blocking = (load * blocking) / (c + load * blocking);
  return (servers * blocking) / (servers - load * (1 - blocking));
}

/** Mean wait in the queue of M/M/c. Infinity if unstable. */
export function mmcWait(arrivalRate: number, serviceRate: number, servers: number): number {
  const load = arrivalRate / serviceRate;
  if (load >= servers) return Number.POSITIVE_INFINITY;
  return erlangC(load, servers) / (servers * serviceRate - arrivalRate);
}

/** Mean wait in the queue of M/G/1; `scv`: variance of the service time over its mean squared. */
export function mg1Wait(arrivalRate: number, meanService: number, scv: number): number {
  const load = arrivalRate * meanService;
  if (load >= 1) return Number.POSITIVE_INFINITY;
  return (load * meanService * (1 + scv)) / (2 * (1 - load));
}

/** Mean number in the system of M/G/infinity. */
export function mgInfinityInSystem(arrivalRate: number, meanService: number): number {
  return arrivalRate * meanService;
}

/**
 * Mean wait of the gated M/G/1 queue with multiple vacations: the server takes what it finds,
 * serves that, then is away for a vacation, and so on.
 * E[W] = rate E[S^2] / (2 (1 - load)) + E[V^2] / (2 E[V]) + load E[V] / (1 - load).
 */
export function gatedVacationWait(
  arrivalRate: number,
  service: { readonly mean: number; readonly second: number },
  vacation: { readonly mean: number; readonly second: number },
): number {
  const load = arrivalRate * service.mean;
  if (load >= 1) return Number.POSITIVE_INFINITY;
  return (
    (arrivalRate * service.second) / (2 * (1 - load)) +
    vacation.second / (2 * vacation.mean) +
    (load * vacation.mean) / (1 - load)
  );
}
