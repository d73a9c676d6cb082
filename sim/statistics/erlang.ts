/**
 * Erlang's loss formula (Erlang 1917): of Poisson mail that wants `offered` places on average, B is the
 * share that finds all of them taken, whatever the distribution of the times.
 */

/** B with one more place, from B with `places - 1`; B with none is 1. Stable. */
export function blockingWith(places: number, offered: number, before: number): number {
  return (offered * before) / (places + offered * before);
}

/** So small a share is none. */
const NEGLIGIBLE = 1e-12;

/** B(offered, places). */
export function erlangB(offered: number, places: number): number {
  let blocking = 1;
  for (let place = 1; place <= places; place++) {
    blocking = blockingWith(place, offered, blocking);
    if (blocking < NEGLIGIBLE) return 0;
  }
  return blocking;
}
