/**
 * Terms that results use, explained: the words of the article and of the studies; metrics and parts of
 * the delay from their tables.
 *
 * Fields of scenario files and error codes explain themselves in sim/scenario.
 * Sources: docs/model.md; Sendmail 8.17.1; Microsoft, "Configure Proofpoint Email Protection to
 * work with Exchange Online".
 */
import { isPartName, PART_NAMES, PART_WORDS } from '../mailpath/delay-part.ts';
import { isMetricName, METRICS, metricOf } from '../mailpath/metrics.ts';
import { PART_SHARE } from '../scenario/expectation.ts';

/** A term, and what it means in two or three sentences. */
const TERMS: Readonly<Record<string, string>> = {
  mark: 'An entry “bad” for a host in the gateway’s host-status table, written when a connection to it fails or is cut. Until it expires (30 min in stock Sendmail) or a connection that closes well overwrites it, every process that starts skips the host without connecting. In a result, the part “mark” is the delay of messages that were skipped for it.',
  lifetime:
    'How long the remote server lets a connection live, however busy: 20 minutes at Exchange Online. What happens then (a reset inside a message, a reset between two, a 421) decides what it costs.',
  cut: 'The end of a connection at its lifetime, by the remote server. Inside a message: that message is deferred, the rest of the runner’s list is skipped, and the host is marked.',
  skip: 'A deferral without a connection: the host is known to be bad, by the mark, by the process’s memory, or the table is locked. Sendmail counts it as a try and logs stat=Deferred with xdelay=00:00:00 and a relay without an address in brackets.',
  backlog:
    'Messages that wait in the queue and that nobody is trying to deliver; a skip is no try.',
  delay:
    'From the gateway’s acceptance of a message to the remote server’s. All mail counts: a message that has not arrived by the end of the run has waited for its age at least, and one that was returned never arrives; figures that this could change are bounds (“at least 24 min”, “never”).',
  day: 'One replication of the scenario: a day, a morning or an incident with random numbers of its own.',
  'typical-day':
    'The median over the days: half of the days are better, half are worse. Its interval is made of order statistics (of 20 days the 6th to the 15th) and holds whatever the distribution; a mean over days of two kinds would depend on how many of each chance has shown.',
  'bad-days':
    'Days on which mail was held up by marks of over five minutes in all, a connection was cut at its lifetime, or an objective of the scenario was broken. The share of such days is bounded by Clopper and Pearson: 20 days without a bad one show that at most 14% are.',
  cohort:
    'The messages that count: those that arrive from run.count-from to the end of what is looked at. The run goes on until all of them have left.',
  'largest-part':
    'The part that most of the delay of all mail of all days went into (shares of sums), in an expectation.',
  'common-random-numbers':
    'Every setting is replayed with the same arrivals, sizes, machines and faults, day by day, so that chance cancels out of the difference: differences are the median of the differences of each day.',
  sweep:
    'A grid of values, each replayed with the same mail (mailpath sweep). Along each dimension it says from which value on nothing significant is gained: no further value is better by more than 1% on so many days that it is no chance, in verdicts that hold all together at 95% (sign test, Holm).',
  knee: 'Where a curve bends: a first step gains much, a further one little. By Kneedle (Satopaa and others 2011), the point farthest from the line between the ends. It does not know of chance: “enough” in a sweep does.',
  tornado:
    'Bars of how far a measure moves when one input goes from a low to a high value, all else as it is, the longest first (mailpath sensitivity): what is at the top is worth measuring, what is at the bottom can be guessed.',
  enough:
    'In a sweep, the first value from which no further value is significantly better (95%): what is beyond it costs and gains nothing significant.',
  replication:
    'One run of the scenario with random numbers of its own: a day (mailpath explain day).',
};

/** Other words for the same. */
const ALIASES: Readonly<Record<string, string>> = {
  hoststat: 'host-status',
  hoststatus: 'host-status',
  m: 'messages-per-connection',
  'queue-runners': 'runners',
  skips: 'skip',
  crn: 'common-random-numbers',
  days: 'day',
  'bad-day': 'bad-days',
  typical: 'typical-day',
  elbow: 'knee',
  kneedle: 'knee',
  'heat-map': 'sweep',
  sensitivity: 'tornado',
  median: 'p50',
  maximum: 'max',
  worst: 'max',
  'variance-ratio': 'common-random-numbers',
};

/**
 * The name under which a term is filed, however it is written: `Host Status` and `HostStat` as
 * `host-status`, `MaxQueueChildren` as `max-queue-children`, a label of a table (`slowest 1% (p99)`,
 * `connections cut`) as the metric or the part of the delay that it is of.
 */
export function filedAs(term: string): string {
  const label = term.toLowerCase().trim().replaceAll(/\s+/g, ' ');
  const labelled = LABELS.get(label) ?? LABELS.get(/\(([^)]+)\)$/.exec(label)?.[1] ?? '');
  if (labelled !== undefined) return labelled;
  const word = label.replaceAll(' ', '-');
  if (Object.hasOwn(ALIASES, word)) return ALIASES[word];
  const parted = term
    .trim()
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-')
    .toLowerCase();
  if (Object.hasOwn(ALIASES, parted)) return ALIASES[parted];
  return /^[a-z]+(?:-[a-z]+)+$/.test(parted) ? parted : word;
}

/** What tables print beside figures, and the names behind them. */
const LABELS: ReadonlyMap<string, string> = new Map([
  ...PART_NAMES.map((part): [string, string] => [PART_WORDS[part].label, part]),
  ...METRICS.flatMap(({ name, label, labelInTable, everyday }) =>
    [name, label, labelInTable, everyday].flatMap((text): [string, string][] =>
      text === undefined ? [] : [[text.trim().toLowerCase(), name]],
    ),
  ),
]);

/** What a term of results means, as one paragraph; null for a word that is none of ours. */
export function termMeaning(name: string): string | null {
  return Object.hasOwn(TERMS, name) ? TERMS[name] : null;
}

/** Every term and every metric that has a meaning here. */
export function glossaryTerms(): string[] {
  return [...Object.keys(TERMS), ...METRICS.map(({ name }) => name)];
}

/** What a metric, or a part of the delay, is, as one paragraph; null for a name that is none. */
export function metricMeaning(name: string): string | null {
  if (isMetricName(name)) return metricOf(name).meaning;
  if (isPartName(name)) {
    return `Part of the delay: ${PART_WORDS[name].spent}. Measures: part.${name}, delay.${name}.`;
  }
  const part = name.startsWith(PART_SHARE) ? name.slice(PART_SHARE.length) : '';
  return isPartName(part)
    ? `Share of the delay of all mail of all days that is ${PART_WORDS[part].spent}.`
    : null;
}

/** docs/glossary.md: every term, then every part of the delay and every metric with its label. */
export function glossaryPage(): string {
  const rows = (terms: readonly (readonly [string, string])[]): string =>
    terms.map(([term, meaning]) => `| ${term} | ${meaning.replaceAll('|', '\\|')} |`).join('\n');
  const terms = Object.entries(TERMS).sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = PART_NAMES.map((part) => [part, `${PART_WORDS[part].spent}`] as const);
  const metrics = METRICS.map(
    ({ name, label, meaning }) => [`\`${name}\` (${label})`, meaning] as const,
  );
  return `# Glossary

Generated from \`sim/studies/glossary.ts\` and the tables of \`sim/mailpath\`; \`mailpath explain TERM\` says the same. Kinds of faults and fields of scenario files: [scenario-reference.md](scenario-reference.md).

| term | meaning |
|---|---|
${rows(terms)}

## Parts of the delay

| part | time spent |
|---|---|
${rows(parts)}

## Metrics

| metric | meaning |
|---|---|
${rows(metrics)}
`;
}
