/** What an audit prints: each finding with the command that shows it, then the table of all kinds of statement. */
import { allowed, type Count, type Finding, type Ledger, MARGIN } from './ledger.ts';

/** `folder`: where the scenario's file lies. */
export function findingText(finding: Finding, file: string, rerun: string): string {
  const { kind, command, where, said, truth } = finding;
  const words = command.map((word) => (/^[\w=.,:/-]+$/.test(word) ? word : `'${word}'`));
  const [name, ...options] = words;
  return [
    `${kind}: ${where}`,
    `  said   ${shortened(said)}`,
    `  true   ${shortened(truth)}`,
    `  shown  mailpath ${[name, file, ...options].join(' ')}`,
    `  again  ${rerun}`,
  ].join('\n');
}

const MAX_TEXT = 600;

function shortened(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)} ...` : text;
}

/** Is there more wrong than may be? */
export function isBeyond(count: Count): boolean {
  return count.wrong > allowed(count);
}

export function table({ counts }: Pick<Ledger, 'counts'>): string {
  const head = ['kind of statement', 'held', 'wrong', 'allowed', ''];
  const rowsOf = (exact: boolean) =>
    Object.entries(counts)
      .filter(([, count]) => count.exact === exact)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([kind, count]) => [
        kind,
        String(count.statements - count.wrong),
        String(count.wrong),
        exact ? '0' : `${allowed(count)} (${count.expected.toFixed(1)} on average)`,
        isBeyond(count) ? 'BEYOND' : '',
      ]);
  const [exact, promised] = [rowsOf(true), rowsOf(false)];
  const all = [head, ...exact, ...promised];
  const widths = head.map((_, i) => Math.max(...all.map((row) => row[i].length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join('  ')
      .trimEnd();
  return [
    line(head),
    ...exact.map(line),
    ...(promised.length === 0
      ? []
      : [
          '',
          `promised of further days (allowed: more are wrong by chance in ${MARGIN * 1000} audit of 1,000, a row)`,
          ...promised.map(line),
        ]),
  ].join('\n');
}

export function errorsText(errors: ReadonlyMap<string, number>): string {
  const lines = [...errors]
    .sort(([, a], [, b]) => b - a)
    .map(([what, times]) => `  ${times} x ${what}`);
  return lines.length === 0 ? '' : ['', 'refused or broken:', ...lines].join('\n');
}
