/**
 * The sense of a scenario's mail: each source of one kind, arrivals that end after they begin, and
 * not more of it than memory holds. Units: ms.
 */
import { contradiction } from './contradiction.ts';
import { DEFAULT_MESSAGE_LIMIT, DEFAULT_QUEUED_LIMIT } from './defaults.ts';
import { messages } from './messages.ts';
import type { Path, ProblemList } from './problem-list.ts';
import type { Recorded } from './recorded-arrivals.ts';
import { RunClock } from './run-clock.ts';
import type { ArrivalFields, ScenarioFields } from './scenario-schema.ts';

/** A profile below that is none: there is no telling how its slots relate. */
const LEAST_RELATIVE_RATE = 1e-9;

type Fields = Partial<ScenarioFields>;

export function checkMail(
  fields: Fields,
  recorded: ReadonlyMap<string, Recorded>,
  problems: ProblemList,
): void {
  fields.mail?.arrivals.forEach((source, i) => {
    checkArrivals(source, ['mail', 'arrivals', i], fields, problems);
  });
  checkVolume(fields, recorded, problems);
}

function checkArrivals(
  source: ArrivalFields,
  path: Path,
  fields: Fields,
  problems: ProblemList,
): void {
  const clock = new RunClock(fields.run);
  const given = (['rate', 'bulk', 'recorded'] as const).filter((key) => source[key] !== undefined);
  if (given.length !== 1) {
    contradiction(
      problems,
      path,
      'a source of mail has one of rate, bulk and recorded.',
      'Give exactly one of them; a list may have several sources.',
    );
    return;
  }
  const allowed: Readonly<Record<string, readonly string[]>> = {
    rate: ['profile', 'from', 'until'],
    bulk: ['at', 'over'],
    recorded: [],
  };
  for (const key of ['profile', 'from', 'until', 'at', 'over'] as const) {
    if (source[key] !== undefined && !allowed[given[0]].includes(key)) {
      contradiction(
        problems,
        [...path, key],
        `${key} does not go with ${given[0]}.`,
        'Leave it out.',
      );
    }
  }
  if (source.bulk !== undefined && source.at === undefined) {
    problems.add('E_MISSING', path, messages.missing('at'));
  }
  const bulkEndsAt = source.at === undefined ? 0 : clock.toMs(source.at) + (source.over ?? 0);
  if (source.at !== undefined && bulkEndsAt > clock.arrivalsEndMs) {
    const begins = clock.toMs(source.at) <= clock.arrivalsEndMs;
    contradiction(
      problems,
      [...path, begins ? 'over' : 'at'],
      begins
        ? 'the mailing would go on after the arrivals end.'
        : `mail arrives no more by then${clock.told(source.at)}.`,
      'Inject it earlier, or make run.arrivals-for longer.',
    );
  }
  if (Array.isArray(source.profile) && Math.max(...source.profile) < LEAST_RELATIVE_RATE) {
    contradiction(
      problems,
      [...path, 'profile'],
      'a profile of zeros brings no mail.',
      'Give at least one slot some mail.',
    );
  }
  const from = source.from === undefined ? 0 : clock.toMs(source.from);
  const until = source.until === undefined ? clock.arrivalsEndMs : clock.toMs(source.until);
  if (until <= from) {
    contradiction(
      problems,
      [...path, source.until === undefined ? 'from' : 'until'],
      'the arrivals end before they begin.',
      'Mend from and until, or run.arrivals-for.',
    );
  }
}

/** Refuses what would fill the memory, before anything is built. */
function checkVolume(
  fields: Fields,
  recorded: ReadonlyMap<string, Recorded>,
  problems: ProblemList,
): void {
  const limit = fields.limits?.messages ?? DEFAULT_MESSAGE_LIMIT;
  const clock = new RunClock(fields.run);
  let expected = fields.initial?.backlog?.messages ?? 0;
  for (const source of fields.mail?.arrivals ?? []) {
    const from = source.from === undefined ? 0 : clock.toMs(source.from);
    const until = source.until === undefined ? clock.arrivalsEndMs : clock.toMs(source.until);
    expected += (source.rate ?? 0) * Math.max(0, until - from) + (source.bulk ?? 0);
    expected += recorded.get(source.recorded ?? '')?.timesMs.length ?? 0;
  }
  const atOnce = Math.max(
    fields.initial?.backlog?.messages ?? 0,
    ...(fields.mail?.arrivals ?? []).map(({ bulk, over }) => ((over ?? 0) > 0 ? 0 : (bulk ?? 0))),
  );
  const queuedLimit = fields.limits?.queued ?? DEFAULT_QUEUED_LIMIT;
  if (atOnce > queuedLimit) {
    problems.add(
      'E_TOO_MANY_MESSAGES',
      fields.initial?.backlog?.messages === atOnce ? ['initial', 'backlog'] : ['mail', 'arrivals'],
      messages.tooManyAtOnce(atOnce, queuedLimit),
    );
  }
  if (expected > limit) {
    problems.add(
      'E_TOO_MANY_MESSAGES',
      ['mail', 'arrivals'],
      messages.tooManyMessages(expected, limit),
    );
  }
}
