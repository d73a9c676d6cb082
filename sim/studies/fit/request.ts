/**
 * What `fit` does: makes a scenario of a log, or says why there is none. What it writes reads as a
 * scenario and runs.
 */

import { jsonText } from '../../document/harmless.ts';
import { logSpan } from '../../document/log-time.ts';
import { duration } from '../../document/quantity.ts';
import { clockTime } from '../../maillog/calendar.ts';
import { MAX_FIT_MS, MAX_RECORDED } from '../../maillog/fit/arrivals.ts';
import { FitStudy, type LogFit } from '../../maillog/fit/fit.ts';
import type {
  FittedFault,
  FittedHost,
  FittedSite,
  FittedSizes,
  FittedValue,
} from '../../maillog/fit/fitted-site.ts';
import { DEFAULT_DRAIN_MS } from '../../scenario/defaults.ts';
import { readScenario } from '../../scenario/read-scenario.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { SCENARIO_VERSION } from '../../scenario/version.ts';
import { InvalidLog, UsageError } from '../arguments.ts';
import type { LogRequest, LogScenario, LogSource } from '../definition.ts';
import { finished, noArrivals, refuseWithoutDelivery, requestedLifetime } from '../log-request.ts';
import { problemText } from '../subject.ts';

export const request: LogRequest<LogScenario> = {
  plan: (args) => {
    const lifetimeMs = requestedLifetime(args);
    const file = args.text('recorded');
    return (options) => {
      const into = new FitStudy(options, file !== null);
      return {
        into,
        answer: ({ version, files, refer }) =>
          finished(() => {
            const fit = into.fit(lifetimeMs);
            refuseWithoutDelivery(files, fit.facts.counts);
            const recorded = file === null ? null : { file: refer(file), csv: recordedCsv(fit) };
            const { text } = fittedScenario(fit, { version, files, recorded });
            return { scenario: text, recorded: recorded?.csv ?? null };
          }),
      };
    };
  },
};

interface FitContext extends Pick<LogSource, 'version' | 'files'> {
  /** The arrivals as recorded, and the file that the scenario refers to; null: they are drawn. */
  readonly recorded: { readonly file: string; readonly csv: string } | null;
}

/** Throws InvalidLog where no scenario fits the log. */
export function fittedScenario(
  fit: LogFit,
  context: FitContext,
): { readonly text: string; readonly scenario: Scenario } {
  const { files, recorded } = context;
  refuseToFit(fit, files);
  const text = scenarioFile(fit, context);
  const load = () => (recorded === null ? null : { file: recorded.file, text: recorded.csv });
  const read = readScenario(text, { file: 'the fitted scenario', load, set: [] });
  if (read.ok) return { text, scenario: read.scenario };
  throw new InvalidLog(
    `${files.join(', ')}: what the log shows makes no scenario that holds. Fit another part of it.\n${problemText('the fitted scenario', read.errors)}`,
  );
}

function refuseToFit({ facts, site, arrivals }: LogFit, files: readonly string[]): void {
  if (arrivals.count === 0) throw new InvalidLog(noArrivals(files));
  const { traffic } = facts;
  if (traffic.toMs - site.startsMs + 1000 <= MAX_FIT_MS) return;
  const { leapLine, leapMs } = traffic.order;
  throw new InvalidLog(
    `${files.join(', ')}: its lines lie too far apart for one scenario (${logSpan(traffic.fromMs, traffic.toMs)}; at most ${duration(MAX_FIT_MS)}). The longest time without a line, ${duration(leapMs)}, is before line ${leapLine}: is that stamp right? Fit the lines before it or those from it on.`,
  );
}

/** The arrivals as a file that a scenario can refer to. */
function recordedCsv({ site, arrivals }: LogFit): string {
  if (arrivals.count > 0 && arrivals.recorded.length === 0) {
    throw new UsageError(
      `--recorded: the log has ${arrivals.count} messages, more than the ${MAX_RECORDED} that a scenario can replay one by one. Leave it out: a rate by time of day stands for them.`,
    );
  }
  // Stamps may go back; recorded arrivals may not.
  const ascending = [...arrivals.recorded].sort(([a], [b]) => a - b);
  const rows = ascending.map(([ms, bytes]) => `${ms - site.startsMs},${bytes}`);
  return `arrival_ms,bytes\n${rows.join('\n')}\n`;
}

/** A byte a second: what is slower would never end. */
const MIN_PER_MS = 0.001;

/**
 * A fitted site as a scenario file: what was measured with how sure it is, as comments beside the
 * values; what was assumed is left out, so that the scenario's own defaults hold and every result
 * names them as assumptions.
 */
function scenarioFile({ site, facts }: LogFit, context: FitContext): string {
  const files = oneLine(context.files.join(', '));
  const lines = [
    '# yaml-language-server: $schema=./mailpath.schema.json',
    `# Fitted by mailpath ${context.version} from ${files}`,
    `# (${logSpan(site.startsMs, facts.traffic.toMs)}, ${site.messages} messages). Values that the log cannot`,
    '# tell are left out: the defaults hold for them, and every result names them as assumptions.',
    `version: ${SCENARIO_VERSION}`,
    `question: ${jsonText(`What would other settings change for the mail of ${files}?`)}`,
    '',
    'run:',
    `  starts-at: ${jsonText(clockTime(site.startsMs).slice(0, 5))}`,
    `  arrivals-for: ${seconds(site.lastArrivalMs)}`,
    ...(site.firstRunMs === null ? [] : [`  first-run-at: ${seconds(site.firstRunMs)}`]),
    '',
    'gateway:',
    ...known('  arrangement', site.arrangement),
    ...known('  gateways', site.gateways),
    ...known('  lock-style', site.lockStyle),
    '',
    'mail:',
    ...arrivalLines(site, context),
    ...known('  recipients', site.recipients, (each) => `{ each: ${each} }`),
    '',
    ...(site.hosts.length === 0
      ? ['# hosts: not known from the log (no delivery to another host is in it)']
      : ['hosts:', ...site.hosts.flatMap((host) => hostLines(host, site))]),
    ...destinationLines(site),
    '',
    'settings:',
    ...group('  default', [
      ...known('    runners', site.runners),
      ...known('    retry-interval', site.intervalMs, seconds),
      ...known('    messages-per-connection', site.messagesPerConnection, (limit) =>
        Number.isFinite(limit) ? String(limit) : 'unlimited',
      ),
      ...known('    host-status', site.hostStatus, (on) => (on ? 'on' : 'off')),
      ...known('    host-status-timeout', site.hostStatusTimeoutMs, seconds),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

/** A group of fields, of which all may be comments. */
function group(head: string, lines: readonly string[]): string[] {
  const empty = lines.every((line) => line.trimStart().startsWith('#'));
  return [`${head}:${empty ? ' {}' : ''}`, ...lines];
}

/** A line with its reason; as a comment, where the log cannot tell. */
function known<T>(
  key: string,
  { value, origin, why }: FittedValue<T>,
  text: (value: T) => string = String,
): string[] {
  const indent = key.slice(0, key.length - key.trimStart().length);
  if (origin === 'assumed')
    return [`${indent}# ${key.trim()}: not known from the log (${oneLine(why)})`];
  return [`${key}: ${text(value)}   # ${origin}: ${oneLine(why)}`];
}

function arrivalLines(site: FittedSite, { recorded }: FitContext): string[] {
  if (recorded !== null) {
    return [
      '  arrivals:',
      `    - recorded: ${jsonText(recorded.file)}   # observed: each message as it came, with its size`,
    ];
  }
  const profile =
    site.profile.length === 0
      ? []
      : [`      profile: [${site.profile.map((rate) => rate.toFixed(3)).join(', ')}]`];
  return [
    '  arrivals:',
    `    - rate: ${Number((site.rate.value * 3_600_000).toPrecision(6))}/h   # ${site.rate.origin}: ${oneLine(site.rate.why)}`,
    ...profile,
    `      from: ${seconds(site.firstArrivalMs)}`,
    ...known('  sizes', site.sizes, sizesText),
  ];
}

function hostLines(host: FittedHost, site: FittedSite): string[] {
  // A scenario has no faults after its end (sim/scenario/scenario-schema.ts).
  const faults = host.faults.filter(
    ({ value: { window } }) =>
      window === null || window.fromMs < site.lastArrivalMs + DEFAULT_DRAIN_MS,
  );
  const left = host.faults.length - faults.length;
  return group(`  ${jsonText(host.name)}`, [
    ...known('    addresses', host.addresses),
    ...known('    lifetime', host.lifetime, lifetimeText),
    ...known('    setup', site.setupMs, milliseconds),
    ...known('    latency', site.latencyMs, milliseconds),
    ...known('    goodput', site.goodput, goodputText),
    ...(faults.length > 0 ? ['    faults:'] : []),
    ...faults.map(
      ({ value, origin, why }) => `      - ${faultText(value)}   # ${origin}: ${oneLine(why)}`,
    ),
    ...(left > 0 ? ['    # faults later than two days after the last arrival are left out'] : []),
  ]);
}

function destinationLines({ hosts }: FittedSite): string[] {
  if (hosts.length < 2) return [];
  return [
    '',
    'destinations:',
    ...hosts.map(({ name, share }, i) => {
      // The last one takes the rest, so that all shares make 100%.
      const part = i === hosts.length - 1 ? '' : `, share: ${(100 * share).toFixed(2)}%`;
      return `  - { name: ${jsonText(name)}${part}, route: [${jsonText(name)}] }`;
    }),
  ];
}

function lifetimeText(lifetime: FittedHost['lifetime']['value']): string {
  if (lifetime === null) return 'none';
  const { limitMs, overshootMs, how } = lifetime;
  const late =
    overshootMs === 0 ? '0s' : `{ distribution: uniform, from: 0s, to: ${seconds(overshootMs)} }`;
  return `{ limit: ${seconds(limitMs)}, overshoot: ${late}, how: ${jsonText(how)} }`;
}

function faultText({ kind, window, probability, waitMs }: FittedFault): string {
  const when =
    window === null ? '' : `, at: ${seconds(window.fromMs)}, for: ${seconds(window.lastsMs)}`;
  const often = probability >= 1 ? '' : `, probability: ${(100 * probability).toFixed(3)}%`;
  const wait = waitMs === null ? '' : `, wait: ${seconds(waitMs)}`;
  return `{ kind: ${kind}${when}${often}${wait} }`;
}

function sizesText(sizes: FittedSizes): string {
  switch (sizes.kind) {
    case 'constant':
      return size(sizes.bytes);
    case 'lognormal':
      return `{ distribution: lognormal, mean: ${size(sizes.mean)}, sigma: ${sizes.sigma.toFixed(3)}, from: ${size(sizes.from)}, to: ${size(sizes.to)} }`;
    case 'empirical':
      return `{ distribution: empirical, values: [${sizes.values.map(size).join(', ')}] }`;
  }
}

function goodputText(goodput: FittedSite['goodput']['value']): string {
  if (goodput === null) return '';
  const { meanPerMs, sigma } = goodput;
  const mean = `${Number(Math.max(MIN_PER_MS, meanPerMs).toPrecision(4))} KB/s`;
  if (sigma < 0.02) return mean;
  return `{ distribution: lognormal, mean: ${mean}, sigma: ${sigma.toFixed(2)} }`;
}

function size(value: number): string {
  return `${Math.max(1, Math.round(value))} B`;
}

function seconds(exactMs: number): string {
  const ms = Math.round(exactMs);
  if (ms > 0 && ms % 60_000 === 0) return `${ms / 60_000}m`;
  return `${Number((ms / 1000).toFixed(3))}s`;
}

function milliseconds(ms: number): string {
  return `${Number(ms.toPrecision(3))}ms`;
}

/** For a comment, and for a text of a scenario. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/\p{Cc}/gu, '?');
}
