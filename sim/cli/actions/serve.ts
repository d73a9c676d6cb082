/** The work of `mailpath serve`: listens until it is told to end, then finishes what runs. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { isLoopback } from '../../../web/server/access.ts';
import { buildServer, type Server } from '../../../web/server/app.ts';
import { limitsWith } from '../../../web/server/limits.ts';
import type { Arguments } from '../../inquiry/arguments.ts';
import { UsageError } from '../../inquiry/refusal.ts';
import { EXIT_DONE } from '../exit.ts';
import {
  PAGE_FOLDER,
  packageVersion,
  SCENARIO_FOLDER,
  TASKS_FILE,
  WORKER_FILE,
} from '../package-root.ts';
import type { Terminal } from '../terminal.ts';
import { storeFolder } from '../workbench.ts';

/** 25 is SMTP. */
const USUAL_PORT = 8025;
const USUAL_HOST = '127.0.0.1';
const TOKEN_BYTES = 18;
const LOOK_EVERY_MS = 50;

export async function serve(args: Arguments, terminal: Terminal): Promise<number> {
  const port = args.whole('port', 0, 65_535) ?? USUAL_PORT;
  const host = args.text('host') ?? USUAL_HOST;
  const limits = limitsWith(args.list('limit'));
  const loopback = isLoopback(host);
  const stated = args.text('token');
  const token = stated ?? (loopback ? null : randomBytes(TOKEN_BYTES).toString('base64url'));
  const server = await buildServer({
    places: {
      version: packageVersion(),
      scenarioFolder: SCENARIO_FOLDER,
      tasksFile: TASKS_FILE,
      workerFile: WORKER_FILE,
      storeFolder: args.flag('no-cache') ? null : storeFolder(terminal),
    },
    limits,
    access: { token, loopback },
    pageFolder: existsSync(PAGE_FOLDER) ? PAGE_FOLDER : null,
    logger: args.flag('log')
      ? { level: 'info', stream: { write: (line) => terminal.err(line) } }
      : false,
  });
  const address = await listen(server, host, port);
  terminal.out(`mailpath is at ${address}/${token === null ? '' : `?token=${token}`}\n`);
  terminal.out('Ctrl+C ends it, once what runs is finished; again: at once.\n');
  await interruption(terminal);
  await server.close();
  return EXIT_DONE;
}

async function listen({ app, close }: Server, host: string, port: number): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    await close();
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(WHY[code ?? '']?.(host, port) ?? `--host ${host}: ${message}.`);
  }
}

const WHY: Readonly<Record<string, (host: string, port: number) => string>> = {
  EADDRINUSE: (_, port) =>
    `--port ${port}: something listens there already. Take another, or 0 for any that is free.`,
  EACCES: (_, port) => `--port ${port}: no permission. Take one above 1023.`,
  EADDRNOTAVAIL: (host) => `--host ${host}: this machine has no such address.`,
  ENOTFOUND: (host) => `--host ${host}: this machine has no such address.`,
};

async function interruption(terminal: Terminal): Promise<void> {
  while (!terminal.interrupted()) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    await terminal.pause();
  }
}
