/** The work of `mailpath serve`: listens until it is told to end, then finishes what runs. */
import { existsSync } from 'node:fs';
import { isLoopback } from '../../../web/server/access.ts';
import { buildServer, type Server } from '../../../web/server/app.ts';
import { limitsWith } from '../../../web/server/limits.ts';
import type { Arguments } from '../../studies/arguments.ts';
import { UsageError } from '../../studies/arguments.ts';
import { EXIT_DONE } from '../exit.ts';
import {
  PAGE_FOLDER,
  packageVersion,
  SCENARIO_FOLDER,
  TASKS_FILE,
  WORKER_FILE,
} from '../package-root.ts';
import { serveToken } from '../serve-token.ts';
import type { Terminal } from '../terminal.ts';
import { storeFolder } from '../workbench.ts';

/** 25 is SMTP. */
const USUAL_PORT = 8025;
const USUAL_HOST = '127.0.0.1';
const LOOK_EVERY_MS = 50;

export async function serve(args: Arguments, terminal: Terminal): Promise<number> {
  const port = args.whole('port', 0, 65_535) ?? USUAL_PORT;
  const host = args.text('host') ?? USUAL_HOST;
  const limits = limitsWith(args.list('limit'));
  const loopback = isLoopback(host);
  const token = serveToken(args, terminal.environment, loopback);
  const server = await buildServer({
    places: {
      version: packageVersion(),
      scenarioFolder: SCENARIO_FOLDER,
      tasksFile: TASKS_FILE,
      workerFile: WORKER_FILE,
      storeFolder: args.flag('no-cache') ? null : storeFolder(terminal),
    },
    limits,
    access: { token: token?.token ?? null, loopback },
    pageFolder: existsSync(PAGE_FOLDER) ? PAGE_FOLDER : null,
    log: args.flag('log') ? (line) => terminal.err(line) : null,
  });
  const address = await listen(server, host, port);
  // Shown once, where nobody could know it otherwise.
  terminal.out(`mailpath is at ${address}/${token?.made ? `?token=${token.token}` : ''}\n`);
  if (token?.made === false) terminal.out('It wants the token that it was given.\n');
  terminal.out('Ctrl+C ends it; of what runs, what there is by then is kept.\n');
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
