/** What the current settings come to, in a sentence: what one turned is what one wants to hear of. */
import { duration, halfWidth } from '../../../sim/report/quantity.ts';
import type { Result } from '../../../sim/report/result-schema.ts';

export function currentWords({ settings, differences }: Result): string {
  const current = settings.find(({ name }) => name === 'current');
  const p99 = current?.measures.p99.value ?? null;
  if (current === undefined || p99 === null) return '';
  const found = differences.find(({ setting }) => setting === 'current');
  const worst = current.worstMs === null ? '' : `, the longest takes ${duration(current.worstMs)}`;
  const told = `With the current settings 99% of the mail is through within ${duration(p99)}${worst}`;
  const { value = null, low = null, high = null, clear = null } = found?.measures.p99 ?? {};
  if (found === undefined || value === null) return `${told}.`;
  if (value === 0) return `${told}: the same as ${found.to}.`;
  const way = value < 0 ? 'less' : 'more';
  const half = low === null || high === null ? '' : ` ${halfWidth((high - low) / 2, 'ms')}`;
  const sure = clear === false ? '; that may be chance' : '';
  return `${told}: ${duration(Math.abs(value))}${half} ${way} than ${found.to}${sure}.`;
}
