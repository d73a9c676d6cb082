/**
 * Who asks: an address, the unit in which the server is shared out. Whoever has an IPv6 network has
 * all addresses of it, so there the first 64 bits count.
 */
import { isIPv6 } from 'node:net';

export function clientOf(address: string | undefined): string {
  const plain = (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '');
  return isIPv6(plain) && plain !== '::1' ? networkOf(plain) : plain;
}

/** The first four of the eight groups, without leading zeros. */
function networkOf(address: string): string {
  const [head, tail] = address.replace(/%.*$/, '').split('::');
  const first = groups(head);
  if (tail !== undefined) {
    const last = groups(tail);
    while (first.length + last.length < 8) first.push('0');
    first.push(...last);
  }
  return `${first.slice(0, 4).join(':')}::/64`;
}

function groups(text: string): string[] {
  return text.split(':').filter((group) => group !== '');
}
