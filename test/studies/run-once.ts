/**
 * A small study that several tests look at is run once: files of one project share their modules.
 * What is asked for tells studies apart, so it must be plain data.
 */
export function runOnce<Asked extends readonly unknown[], Found>(
  run: (...asked: Asked) => Found,
): (...asked: Asked) => Found {
  const known = new Map<string, Found>();
  return (...asked) => {
    // JSON has no Infinity.
    const key = JSON.stringify(asked, (_, value) =>
      typeof value === 'number' ? `#${value}` : value,
    );
    const found = known.get(key) ?? run(...asked);
    known.set(key, found);
    return found;
  };
}
