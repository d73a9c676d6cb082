/** The work of `mailpath forecast`: the state at the end of a log, and what comes of it. */
import { duration } from '../../document/quantity.ts';
import { incidentOf } from '../../maillog/incident.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import { NUMBERS_NOW } from '../../mailpath/remedies.ts';
import { betweenRunsMs } from '../../mailpath/settings.ts';
import { parseQuantity } from '../../scenario/quantity.ts';
import { readScenario } from '../../scenario/read-scenario.ts';
import { type Arguments, InvalidScenario, UsageError } from '../../studies/arguments.ts';
import { stampsBackWords } from '../../studies/diagnose/unknowns.ts';
import {
  clearance,
  commandsNow,
  fromNow,
  HORIZON_MS,
  type TriedValues,
  triedValues,
  type WorkLimits,
  workLimits,
} from '../../studies/forecast/forecast.ts';
import { forecastReport } from '../../studies/forecast/forecast-report.ts';
import { buildForecast, type CommandRuns } from '../../studies/forecast/forecast-result.ts';
import { forecastText } from '../../studies/forecast/forecast-text.ts';
import { assumptionLines, problemText } from '../../studies/subject.ts';
import { EXIT_DONE, EXIT_INTERRUPTED } from '../exit.ts';
import { fitLogs, scenarioOf } from '../log-input.ts';
import { packageVersion } from '../package-root.ts';
import { Progress } from '../progress.ts';
import { logDestination, refuseOverwriting, writeHtml, writeResult } from '../result-output.ts';
import type { Terminal } from '../terminal.ts';

const REPLICATIONS = 39;
const MOST_REPLICATIONS = 999;
/** Nobody runs the queue more often. */
const LEAST_MS = 1000;

export async function forecast(args: Arguments, terminal: Terminal): Promise<number> {
  const to = logDestination(args);
  const paths = args.list('log');
  refuseOverwriting(to, paths);
  const replications = args.whole('replications', 3, MOST_REPLICATIONS) ?? REPLICATIONS;
  const asked = valuesAsked(args);
  const fitted = await fitLogs(paths, false, args, terminal);
  const { site, facts, arrivals } = fitted.fit;
  const text = scenarioOf(fitted, null);
  const read = readScenario(text, { file: 'the fitted scenario', load: () => null, set: [] });
  if (!read.ok) throw new InvalidScenario(problemText('the fitted scenario', read.errors));
  const base = read.scenario.settings.get('default') as MailPathInput;
  const timeoutMs = base.settings.hostStatusTimeoutMs;
  const incident = incidentOf(facts, arrivals, betweenRunsMs(base.settings), timeoutMs);
  const values = triedValues(base, asked);
  const seed = args.text('seed') ?? read.scenario.seed;
  const input = fromNow(
    base,
    incident,
    site.hosts.map(({ name }) => name),
  );
  const limits = workLimits(facts.counts.lines, incident.waiting);
  const { commands, partial, interrupted } = await futures(
    { input, values, seed, replications, limits },
    args,
    terminal,
  );
  const result = buildForecast(incident, commands, {
    version: packageVersion(),
    files: fitted.files,
    seed,
    horizonMs: HORIZON_MS,
    timeoutMs,
    values,
    partial: partial || !fitted.whole,
    assumptions: [
      ...ALWAYS_ASSUMED,
      ...lessThanAsked(commands, replications, partial && !interrupted),
      ...known(stampsBackWords(facts.traffic.order)),
      ...assumptionLines(read.scenario),
    ],
  });
  writeResult({ json: result, text: (page) => forecastText(result, page) }, to, args, terminal);
  await writeHtml(() => forecastReport(result), to, args, terminal);
  return interrupted || !fitted.whole ? EXIT_INTERRUPTED : EXIT_DONE;
}

const ALWAYS_ASSUMED = [
  'the far side’s faults of the log are over (those that come now and then go on)',
  'new mail comes as in the last hour; the waiting mail is as large as other mail, and came evenly since the oldest of it',
  'what queue runners have in their hands now is taken by the next queue run',
];

function lessThanAsked([{ runs }]: readonly CommandRuns[], asked: number, less: boolean): string[] {
  if (!less) return [];
  return [
    `${runs.length} of ${asked} replications were made: with them the limit of work for a log of this size was reached`,
  ];
}

function known(line: string | null): string[] {
  return line === null ? [] : [line];
}

interface Futures {
  readonly input: MailPathInput;
  readonly values: TriedValues;
  readonly seed: string;
  readonly replications: number;
  readonly limits: WorkLimits;
}

async function futures(
  { input, values, seed, replications, limits }: Futures,
  args: Arguments,
  terminal: Terminal,
): Promise<{ commands: CommandRuns[]; partial: boolean; interrupted: boolean }> {
  const tried = commandsNow(input, values);
  const commands = tried.map(({ command, changes }) => ({
    command,
    changes,
    runs: [] as ReturnType<typeof clearance>[],
    // As far as its shortest replication came: what is later is not compared.
    untilMs: HORIZON_MS,
  }));
  const progress = new Progress(terminal, args.flag('quiet'));
  try {
    // Replication by replication, so that commands are held against the same futures.
    let work = 0;
    for (let replication = 0; replication < replications; replication++) {
      for (const [i, { input: then, changes }] of tried.entries()) {
        if (!changes) continue;
        const command = commands[i];
        const run = clearance(then, seed, replication, limits.ofRun, command.untilMs);
        work += run.work;
        command.untilMs = Math.min(command.untilMs, run.lookedMs);
        command.runs.push(run);
      }
      progress.update((replication + 1) / replications, 'looking ahead');
      await terminal.pause();
      const partial = replication + 1 < replications;
      if (terminal.interrupted()) return { commands, partial, interrupted: partial };
      if (work >= limits.ofAll) return { commands, partial, interrupted: false };
    }
    return { commands, partial: false, interrupted: false };
  } finally {
    progress.clear();
  }
}

/** The values that the user states, by the remedy. */
function valuesAsked(args: Arguments): Partial<TriedValues> {
  return Object.fromEntries(
    NUMBERS_NOW.flatMap(({ id, kind, field, now }) => {
      const value = kind === 'count' ? args.whole(field, 1, now.most) : durationAsked(field, args);
      return value === null ? [] : [[id, value]];
    }),
  );
}

function durationAsked(option: string, args: Arguments): number | null {
  const text = args.text(option);
  if (text === null) return null;
  const quantity = parseQuantity('duration', text);
  if (!(quantity.ok && quantity.value >= LEAST_MS)) {
    throw new UsageError(
      `--${option} ${text}: expected ${duration(LEAST_MS)} or more, such as 1m.`,
    );
  }
  return quantity.value;
}
