/**
 * The server, from its options to an application that can listen:
 *
 *   arrival in time -> guard (who, from where) -> rate -> headers -> routes -> refusals
 *
 * Nothing is simulated or read on its own thread (threads.ts).
 */
import { join } from 'node:path';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { type Access, guard } from './access.ts';
import { limitBodies, limitConnections, refuseUnread, timesOf } from './arrival.ts';
import { beyond } from './failure.ts';
import type { Limits } from './limits.ts';
import { failureOf, refuse, tellRefusals } from './refusals.ts';
import { DiskShelf, MemoryShelf } from './result-shelf.ts';
import { offerInterface } from './routes/interface.ts';
import { RunDesk } from './run-desk.ts';
import { type Places, Threads } from './threads.ts';

export interface ServerOptions {
  readonly places: Places;
  readonly limits: Limits;
  readonly access: Access;
  /** The built page; null: the server has its interface only. */
  readonly pageFolder: string | null;
  readonly logger: FastifyServerOptions['logger'];
}

export interface Server {
  readonly app: FastifyInstance;
  /** Takes no more runs, waits for those that run, though not for long, and answers meanwhile. */
  readonly close: () => Promise<void>;
}

const MINUTE_MS = 60_000;

export async function buildServer(options: ServerOptions): Promise<Server> {
  const { places, limits, access, pageFolder, logger } = options;
  const app = Fastify({
    logger: logger ?? false,
    bodyLimit: limits['body-bytes'],
    ...timesOf(limits),
    forceCloseConnections: true,
    return503OnClosing: false,
    routerOptions: { maxParamLength: 100 },
    genReqId: () => crypto.randomUUID(),
    frameworkErrors: (error, _request, reply) => {
      refuse(reply, failureOf(error, limits));
    },
    clientErrorHandler: (error, socket) => refuseUnread(error, socket, limits),
  });
  tellRefusals(app, limits);
  limitConnections(app, limits);
  limitBodies(app, limits);
  guard(app, access);
  await app.register(rateLimit, {
    max: limits['requests-per-minute'],
    timeWindow: MINUTE_MS,
    errorResponseBuilder: (_request, { ttl }) =>
      beyond(
        'too-many-requests',
        'Too many requests.',
        'requests-per-minute',
        limits['requests-per-minute'],
        Math.ceil(ttl / 1000),
      ),
  });
  await app.register(helmet, HEADERS);
  const threads = new Threads(places, limits);
  const most = limits['results-kept'];
  const { storeFolder } = places;
  const warn = (text: string) => app.log.warn(text);
  const shelf =
    storeFolder === null
      ? new MemoryShelf(most)
      : new DiskShelf(join(storeFolder, 'runs'), most, { warn });
  const desk = new RunDesk(threads, shelf, limits, app.log);
  app.addHook('onClose', () => threads.close());
  await offerInterface(app, { places, limits, threads, desk, shelf });
  if (pageFolder !== null) {
    await app.register(fastifyStatic, {
      root: pageFolder,
      // Names of built files carry the hash of what is in them; the page itself does not.
      immutable: true,
      maxAge: '30d',
      setHeaders: (reply, path) => {
        if (path.endsWith('.html')) reply.setHeader('cache-control', 'no-cache');
      },
    });
  }
  return {
    app,
    close: async () => {
      await desk.close();
      await app.close();
    },
  };
}

/** The page loads what the server has, and nothing else; nothing may put it into a frame. */
const HEADERS = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      connectSrc: ["'self'"],
      fontSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  // It is spoken to by plain HTTP, on this machine or behind a proxy that knows better.
  hsts: false,
  referrerPolicy: { policy: 'no-referrer' as const },
  crossOriginEmbedderPolicy: false,
};
