/**
 * A replication as it is stored, and the key that it is found by: all that decides its bytes.
 *
 * JSON: V8's own serialization was measured at twice the size and the time.
 */
import { createHash } from 'node:crypto';
import type { MailPathInput } from '../mailpath/input.ts';
import { METRICS } from '../mailpath/metrics.ts';
import type { Replication } from '../studies/replicate.ts';
import type { Job } from '../studies/study.ts';

/** What all keys of ours begin with; after it comes the number of the form. */
export const PREFIX = 'mailpath-replication-';
const FORM = 3;

/** What is stored is not a replication of this code. */
export class NotReplication extends Error {}

/** Metrics may be NaN or infinite, which JSON has no numbers for; a text stands for each. */
export function encode({ lows, highs, ...rest }: Replication): string {
  return JSON.stringify({ ...rest, lows: lows.map(written), highs: highs.map(written) });
}

function written(value: number): number | string {
  return Number.isFinite(value) ? value : `${value}`;
}

export function decode(text: string, { replication }: Job): Replication {
  let read: Partial<Replication> | null;
  try {
    read = JSON.parse(text);
  } catch (error) {
    throw new NotReplication((error as Error).message);
  }
  const { lows, highs } = read ?? {};
  const isWhole = lows?.length === METRICS.length && highs?.length === METRICS.length;
  if (read?.number !== replication || !isWhole) {
    throw new NotReplication('another replication, or none');
  }
  return { ...(read as Replication), lows: lows.map(Number), highs: highs.map(Number) };
}

/** Keys of replications that code of one version made. */
export class Keys {
  /** What the keys of this version begin with. */
  readonly current: string;
  /** Settings are few and large; each is hashed once. */
  private readonly hashes = new WeakMap<MailPathInput, string>();

  constructor(engine: string) {
    this.current = `${PREFIX}${FORM} ${engine} `;
  }

  of({ input, seed, replication }: Job): string {
    let hash = this.hashes.get(input);
    if (hash === undefined) {
      hash = createHash('sha256').update(canonical(input)).digest('hex').slice(0, 32);
      this.hashes.set(input, hash);
    }
    return `${this.current}${hash} ${replication} ${JSON.stringify(seed)}`;
  }
}

/** Any input as text, the same for equal inputs: keys in order, Infinity kept. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'number' && !Number.isFinite(inner)) return String(inner);
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
