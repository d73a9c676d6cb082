/** Pieces of the sentences that stand above charts: values told side by side. */

/**
 * `9,118 messages under default, 546 under recommended`: each value with those that have it, the noun
 * once. Of more than three values the first, and the range of the others.
 */
export function alternatives<T>(
  names: readonly string[],
  amounts: readonly T[],
  told: (amount: T) => string,
  noun = '',
  size: (amount: T) => number = Number,
): string {
  const first = `${told(amounts[0])}${noun}`;
  if (names.length === 1) return first;
  const byValue = new Map<string, string[]>();
  names.forEach((name, i) => {
    const value = told(amounts[i]);
    byValue.set(value, [...(byValue.get(value) ?? []), name]);
  });
  if (byValue.size > 3) {
    const others = amounts.slice(1);
    const sizes = others.map(size);
    const [low, high] = [Math.min(...sizes), Math.max(...sizes)].map((amount) => {
      const at = sizes.indexOf(amount);
      return `${told(others[at])} (${names[1 + at]})`;
    });
    return `${first} under ${names[0]}, from ${low} to ${high} under the others`;
  }
  return [...byValue]
    .map(([value, under], i) => `${value}${i === 0 ? noun : ''} under ${listed(under)}`)
    .join(', ');
}

/** `a, b and c`; beyond four `a, b, c and 5 others`. */
function listed(names: readonly string[]): string {
  if (names.length <= 1) return names[0] ?? '';
  if (names.length <= 4) return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
  return `${names.slice(0, 3).join(', ')} and ${names.length - 3} others`;
}
