/** Pieces of the sentences that stand above charts: values told side by side. */

/** `7.3% under default, 0% under recommended`; equal values together; of many only the first few. */
export function alternatives(names: readonly string[], values: readonly string[]): string {
  const byValue = new Map<string, string[]>();
  names.forEach((name, i) => {
    byValue.set(values[i], [...(byValue.get(values[i]) ?? []), name]);
  });
  if (names.length === 1) return values[0];
  return [...byValue].map(([value, under]) => `${value} under ${listed(under)}`).join(', ');
}

/** `a, b and c`; beyond four `a, b, c and 5 others`. */
export function listed(names: readonly string[]): string {
  if (names.length <= 1) return names[0] ?? '';
  if (names.length <= 4) return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
  return `${names.slice(0, 3).join(', ')} and ${names.length - 3} others`;
}
