/** A command that is killed again and again on one store, and then left alone: same bytes as ever. */
import { type ChildProcess, spawn } from 'node:child_process';
import { ReplicationStore } from '../../sim/executor/replication-store.ts';

export interface CommandEnd {
  /** Its exit code; null where a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  /** Without progress, which a slow machine is told. */
  readonly err: string;
}

export interface Command {
  readonly main: string;
  readonly words: readonly string[];
  readonly workers: number;
  /** The store's folder, or `off`. */
  readonly store: string;
}

/** Runs a command to its end; `killAfterMs`: until then at most. */
export async function run(
  { main, words, workers, store }: Command,
  killAfterMs: number | null = null,
): Promise<CommandEnd> {
  const child: ChildProcess = spawn(process.execPath, [main, ...words], {
    env: { ...process.env, MAILPATH_WORKERS: String(workers), MAILPATH_CACHE: store },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout?.on('data', (text) => {
    out += text;
  });
  child.stderr?.on('data', (text) => {
    err += text;
  });
  const timer =
    killAfterMs === null ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  return { code, out, err: err.replaceAll(/^\d+% {2}.*\n/gm, '') };
}

/** When each replication in a store was written, by its key. */
export async function writtenIn(store: string): Promise<Map<string, number>> {
  const { ours } = await new ReplicationStore(store).entries();
  return new Map(ours.map(({ key, writtenAtMs }) => [key, writtenAtMs]));
}

/** What is wrong about how a command that was killed before ended on a store; nothing by rights. */
export function differences(end: CommandEnd, whole: CommandEnd): string[] {
  return [
    ...(end.code === whole.code ? [] : [`ended with ${end.code}, not ${whole.code}`]),
    ...(end.err === whole.err ? [] : [`said: ${end.err.slice(0, 300)}`]),
    ...(end.out === whole.out ? [] : ['came to other bytes']),
  ];
}
