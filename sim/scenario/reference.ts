/**
 * What a field, a kind of fault or an error code means: for `mailpath explain` and
 * docs/scenario-reference.md, from the schema that checks the files and the model's table of faults.
 */
import { loggedEnd, STAGES, statOf } from '../mailpath/fault-columns.ts';
import {
  ENDINGS,
  type EndingRow,
  endingOf,
  FAULT_KINDS,
  FAULTS,
  type FaultKind,
} from '../mailpath/faults.ts';
import { plainAt } from './located.ts';
import { nearest } from './nearest-name.ts';
import { PROBLEM_CODES, type ProblemCode } from './problem.ts';
import type { Assumption } from './scenario.ts';
import { type JsonNode, scenarioJsonSchema } from './scenario-schema.ts';
import { RENAMED_FIELDS } from './version.ts';

export interface FieldDoc {
  /** `hosts.<name>.lifetime.limit`. */
  readonly path: string;
  readonly description: string;
  readonly default: string | null;
  readonly source: string | null;
  readonly required: boolean;
  /** What it takes, in a few words. */
  readonly takes: string;
}

/** Every field of a scenario file, in the order of the schema. */
export function fieldReference(): FieldDoc[] {
  const docs: FieldDoc[] = [];
  walk(scenarioJsonSchema(), '', docs);
  return docs;
}

function walk(node: JsonNode, path: string, docs: FieldDoc[]): void {
  const groups = [node, ...(node.anyOf ?? [])];
  for (const group of groups) {
    for (const [key, child] of Object.entries(group.properties ?? {})) {
      const childPath = path === '' ? key : `${path}.${key}`;
      docs.push({
        path: childPath,
        description: child.description ?? '',
        default: child['x-default'] ?? null,
        source: child['x-source'] ?? null,
        required: group.required?.includes(key) ?? false,
        takes: takes(child),
      });
      if (!isDistribution(child)) walk(child, childPath, docs);
    }
    if (typeof group.additionalProperties === 'object') {
      walk(group.additionalProperties, `${path}.<name>`, docs);
    }
    if (group.items !== undefined) walk(group.items, `${path}[]`, docs);
  }
}

function isDistribution(node: JsonNode): boolean {
  return node.anyOf?.some((branch) => branch.properties?.distribution !== undefined) ?? false;
}

function takes(node: JsonNode): string {
  if (typeof node.const === 'number') return String(node.const);
  if (node.enum !== undefined) return node.enum.filter((v) => typeof v === 'string').join(', ');
  if (isDistribution(node)) return 'a quantity, or a distribution';
  if (node.examples !== undefined) return `like ${node.examples.join(' or ')}`;
  if (node.properties !== undefined || node.additionalProperties !== undefined) return 'fields';
  if (node.items !== undefined) return 'a list';
  if (node.anyOf !== undefined) return node.anyOf.map(takes).join(', or ');
  return (
    { integer: 'a whole number', number: 'a number', boolean: 'on or off' }[String(node.type)] ??
    'a text'
  );
}

/** Explains a field (its path or last name), a kind of fault or an error code; null for others. */
export function explain(term: string): string | null {
  if (Object.hasOwn(PROBLEM_CODES, term)) {
    return `${term}: ${PROBLEM_CODES[term as ProblemCode]}\nMore: docs/errors.md`;
  }
  const fault = faultReference().find(({ kind }) => kind === term);
  if (fault !== undefined) return explainFault(fault);
  const fields = fieldReference().filter(
    ({ path }) => path === term || path.split('.').at(-1) === term,
  );
  return fields.length === 0 ? null : fields.map(explainField).join('\n\n');
}

function explainField({ path, description, takes: what, ...doc }: FieldDoc): string {
  const lines = [path, `  ${description}`, `  takes:   ${what}`];
  if (doc.required) lines.push('  must be given');
  if (doc.default !== null) lines.push(`  default: ${doc.default}`);
  if (doc.source !== null) lines.push(`  source:  ${doc.source}`);
  return lines.join('\n');
}

/** Everything that `explain` answers for: last names of fields, kinds of faults, error codes. */
export function explainedTerms(): string[] {
  const names = fieldReference().map(({ path }) => path.split('.').at(-1) ?? path);
  return [...new Set([...names, ...FAULT_KINDS, ...Object.keys(PROBLEM_CODES)])];
}

/** The term that is nearest to a misspelt one; null: none is near. */
export function similarTerm(term: string): string | null {
  return Object.hasOwn(RENAMED_FIELDS, term)
    ? RENAMED_FIELDS[term]
    : nearest(term, explainedTerms());
}

/** Defaults that hold in this scenario and that nobody measured. */
export function assumptionsOf(plain: Readonly<Record<string, unknown>>): Assumption[] {
  const isGiven = (path: string) => plainAt(plain, path.split('.')) !== undefined;
  const assumptions: Assumption[] = [];
  for (const { path, default: value, source } of fieldReference()) {
    if (value === null || source === null || !source.includes('assumption')) continue;
    if (path.startsWith('actions') || path.endsWith('profile')) continue;
    if (path.startsWith('hosts.')) {
      const hosts = Object.entries((plain.hosts ?? { 'exchange-online': {} }) as object);
      for (const [name, host] of hosts) {
        const inHost = path.split('.').slice(2);
        if (plainAt(host, inHost) !== undefined || !matters(inHost, host, plain)) continue;
        assumptions.push({ field: path.replace('<name>', name), value, source });
      }
    } else if (!isGiven(path.replace('<name>', 'default').replace('[]', '.0'))) {
      // Who states MaxQueueChildren has said how runners are counted.
      if (path.endsWith('runners-are') && isGiven('settings.default.max-queue-children')) continue;
      assumptions.push({ field: path.replace('<name>', 'default'), value, source });
    }
  }
  return assumptions;
}

/** Whether a default of a host decides anything: a cut needs a lifetime, a scope several gateways. */
function matters(
  path: readonly string[],
  host: unknown,
  plain: Readonly<Record<string, unknown>>,
): boolean {
  if (path.join('.') === 'lifetime.overshoot') {
    const lifetime = plainAt(host, ['lifetime']);
    const isOther = plainAt(host, ['like']) === 'other-server';
    return lifetime !== 'none' && (lifetime !== undefined || !isOther);
  }
  if (path.at(-1) !== 'of') return true;
  const gateways = plainAt(plain, ['gateway', 'gateways']) ?? 1;
  return Number(gateways) > 1 && plainAt(host, path.slice(0, -1)) !== undefined;
}

/** What a kind of fault means: its row of sim/mailpath/faults.ts in words. Nothing here knows a kind by its name. */
export interface FaultDoc {
  readonly kind: FaultKind;
  readonly meaning: string;
  /** The stage at which it strikes, and what its probability is drawn for. */
  readonly when: string;
  /** What `wait` or `factor` mean for it, as a scenario has them; null: it has neither. */
  readonly takes: string | null;
  /** The end of the log line of the attempt that it ends, or that suffers from it; null: none shows it. */
  readonly log: string | null;
  /** The same of a later message that is skipped for it, from Sendmail 8.17 on; null: none is. */
  readonly skip: string | null;
  /** What becomes of the message, the connection and the host's status. */
  readonly consequence: string;
}

/** Every kind, in the order of the stages. `host`: as the log names the relay. */
export function faultReference(host = 'H'): FaultDoc[] {
  return FAULT_KINDS.map((kind) => {
    const fault = FAULTS[kind];
    const { when, per } = STAGES[fault.stage];
    const ending = endingOf(kind) ?? (fault.stage === 'refused' ? fault.found : null);
    const row = ending === null ? null : ENDINGS[ending];
    return {
      kind,
      meaning: fault.meaning,
      when: `${when}, per ${per}`,
      takes: faultTakes(kind),
      log: row === null ? null : attemptLine(row, host),
      skip: row !== null && row.memory === 'bad' ? skipLine(row, host) : null,
      consequence:
        row === null
          ? 'Messages take longer: their lines show it as xdelay=.'
          : fault.stage === 'refused'
            ? `Nothing shows at once. The RSET that ends the refused transaction fails the next attempt on that connection (after a refusal at RCPT the same one): ${lowerFirst(consequence(row))}`
            : consequence(row),
    };
  });
}

function faultTakes(kind: FaultKind): string | null {
  const { stage, wait, needsWait } = FAULTS[kind];
  if (stage === 'transfer') return 'factor, which must be given';
  if (wait === null) return null;
  return `wait: ${wait} (${needsWait ? 'must be given' : 'default: 0'})`;
}

/** What a line of an attempt ends with. */
function attemptLine(row: EndingRow, host: string): string {
  const end = row.message === 'accepted' ? 'sent' : row.message;
  const { dsn, reply, stat } = loggedEnd(end, row.text, row, host);
  const answer = reply === null ? '' : `, reply=${reply}`;
  return `relay=${host} [address], dsn=${dsn}${answer}, stat=${stat}`;
}

/** No connection, so no address; and the text of the stored errno, not the reply. */
function skipLine({ skipText, dsn }: EndingRow, host: string): string {
  return `relay=${host}, dsn=${dsn}, stat=${statOf('deferred', skipText, host, null)}`;
}

function consequence({ message, connection, memory, stored }: EndingRow): string {
  if (message === 'accepted') {
    return connection === 'dead-reset'
      ? 'The message is delivered. The probe before the next one finds the connection gone: the process connects again and loses nothing, but the host is marked, and processes that start skip it until a connection to it closes in order.'
      : 'The message is delivered. The probe before the next one finds the connection closed: the process connects again, and nobody is harmed.';
  }
  const own = message === 'deferred' ? 'The message stays in the queue' : 'The message is returned';
  if (memory === 'unavailable') {
    return `${own}, unless another host of its route takes it, and so is the rest of the process’s list, without a try; the host-status table says so to other processes at once.`;
  }
  if (memory === 'bad') {
    if (connection === 'open') {
      return `${own}. The process goes on over the same connection, and the next 250 to a final dot clears the host; if the connection closes before that, the rest of the process’s list is skipped and the host is marked.`;
    }
    return stored === 'at-once'
      ? `${own}, the rest of the process’s list is skipped, and the host is marked at once, so that other processes skip it, too.`
      : `${own}, the rest of the process’s list is skipped, and the host is marked when the process ends: from then on other processes skip it, too.`;
  }
  const next =
    connection === 'closed'
      ? 'the process connects again'
      : connection === 'mail'
        ? 'the next message begins with an RSET on the same connection'
        : 'the process goes on over the same connection';
  return `${own}. Nothing is held against the host: ${next}.`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** One kind, as `mailpath explain` has it. */
function explainFault(doc: FaultDoc): string {
  const lines = [
    `${doc.kind}: a fault of a host (hosts.<name>.faults[].kind)`,
    `  ${doc.meaning}`,
    `  strikes: ${doc.when}`,
  ];
  if (doc.takes !== null) lines.push(`  takes:   ${doc.takes}`);
  lines.push(`  then:    ${doc.consequence}`);
  if (doc.log !== null) lines.push(`  log:     ${doc.log}`);
  if (doc.skip !== null) lines.push(`  skipped: ${doc.skip} (dsn=4.0.0 up to Sendmail 8.16)`);
  return lines.join('\n');
}
