/**
 * Which host most of the mail goes to, and how much of it: the first choice of each destination's
 * route, equal hosts sharing equally. Left out: what goes to later choices after a failure.
 */
import type { HostInput } from './far-side-input.ts';
import type { MailPathInput } from './input.ts';

export interface HostTraffic {
  readonly input: HostInput;
  readonly index: number;
  /** Share of the messages whose first choice it is, 0 to 1. */
  readonly share: number;
}

/** The host with the largest share; the earliest of several. */
export function hostTraffic(input: Pick<MailPathInput, 'hosts' | 'destinations'>): HostTraffic {
  const shares = new Array<number>(input.hosts.length).fill(0);
  for (const { share, route } of input.destinations) {
    const [first = []] = route;
    for (const host of first) shares[host] += share / first.length;
  }
  const index = shares.indexOf(Math.max(...shares));
  return { input: input.hosts[index], index, share: shares[index] };
}
