/** Small words of sentences: lists, plurals, capitals, hosts. */
import { count } from './quantity.ts';

/** In sentences: `a, b and c`. */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

export function capitalised(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}

/** `1 message`, `2 messages`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A host as one says it: without the final dot. */
export function name(host: string | null): string {
  return host === null ? 'the far side' : host.replace(/\.$/, '');
}
