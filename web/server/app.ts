/**
 * The server, from its options to an application that can listen:
 *
 *   arrival in time -> guard (from where, how often, who) -> headers -> routes -> refusals
 *
 * Nothing is simulated or read on its own thread (threads.ts).
 */

import { join } from 'node:path';
import helmet from '@fastify/helmet';
import { fastifySSE } from '@fastify/sse';
import fastifyStatic from '@fastify/static';
import swagger from '@fastify/swagger';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
} from 'fastify';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import { type Access, guard } from './access.ts';
import {
  heldBytes,
  holdBytes,
  limitBodies,
  limitConnections,
  refuseUnread,
  timesOf,
} from './arrival.ts';
import type { Limits } from './limits.ts';
import { type Now, PerMinute } from './rates.ts';
import { failureOf, harmlessReplies, refuse, stateFreshness, tellRefusals } from './replies.ts';
import { diskResultStore, memoryResultStore, type ResultStore } from './result-store.ts';
import { completed } from './routes/document.ts';
import { logRoutes, traceRoutes } from './routes/logs.ts';
import { scenarioRoutes, serviceRoutes } from './routes/questions.ts';
import { resultRoutes, runRoutes } from './routes/runs.ts';
import { runQueue } from './run-queue.ts';
import type { Service } from './service.ts';
import { type Places, serverThreads, type Threads } from './threads.ts';

interface ServerOptions {
  readonly places: Places;
  readonly limits: Limits;
  readonly access: Access;
  /** The built page; null: the server has its interface only. */
  readonly pageFolder: string | null;
  /** Takes a line of JSON for each request and run; null: nothing is logged. */
  readonly log: ((line: string) => void) | null;
  /** A clock, threads and a store of results of a test's own; by default those of this machine. */
  readonly now?: Now;
  readonly threads?: Threads;
  readonly results?: ResultStore;
}

export interface Server {
  readonly app: FastifyInstance;
  /** Takes no more runs, waits for those that run, though not for long, and answers meanwhile. */
  readonly close: () => Promise<void>;
}

export async function buildServer(options: ServerOptions): Promise<Server> {
  const { places, limits, access, pageFolder, log, now = () => performance.now() } = options;
  const app = Fastify({
    logger: log !== null && { stream: { write: log }, serializers: { req: withoutQuery } },
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
  harmlessReplies(app);
  const requests = new PerMinute(now);
  limitConnections(app, limits, requests);
  limitBodies(app, limits);
  guard(app, access, limits, now, requests);
  const hold = heldBytes(limits);
  holdBytes(app, hold, limits);
  stateFreshness(app);
  await app.register(helmet, HEADERS);
  const threads = options.threads ?? serverThreads(places, limits);
  const results = options.results ?? resultStoreOf(places, limits, app.log);
  const queue = runQueue({ threads, results, limits, log: app.log, now });
  app.addHook('onClose', () => threads.close());
  await offerInterface(app, { places, limits, now, hold, threads, queue, results });
  if (pageFolder !== null) {
    await app.register(fastifyStatic, {
      root: pageFolder,
      cacheControl: false,
    });
  }
  return {
    app,
    close: async () => {
      await queue.close();
      await app.close();
    },
  };
}

/** A request as the log has it: what follows the path may be a token, or a name out of a log. */
function withoutQuery({ method, url, host, ip }: FastifyRequest) {
  return { method, url: url.split('?')[0], host, remoteAddress: ip };
}

function resultStoreOf(
  { storeFolder }: Places,
  limits: Limits,
  log: FastifyBaseLogger,
): ResultStore {
  const max = limits['results-kept'];
  if (storeFolder === null) return memoryResultStore(max, limits['memory-result-bytes']);
  return diskResultStore(join(storeFolder, 'runs'), max, { warn: (text) => log.warn(text) });
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

/* The whole HTTP interface: every route, and the document that describes them. */

const ABOUT =
  'What settings do to the delay of mail between a Proofpoint gateway and Exchange Online. Quantities are texts with units (20m, 75 KB, 5/s); results are in ms, bytes and shares.';

const HEARTBEAT_MS = 10_000;

export async function offerInterface(app: FastifyInstance, service: Service): Promise<void> {
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await app.register(fastifySSE, { heartbeatInterval: HEARTBEAT_MS });
  await app.register(swagger, {
    openapi: { info: { title: 'mailpath', version: service.places.version, description: ABOUT } },
    transform: jsonSchemaTransform,
    transformObject: completed,
  });
  serviceRoutes(app, service);
  scenarioRoutes(app, service);
  runRoutes(app, service);
  resultRoutes(app, service);
  traceRoutes(app, service);
  logRoutes(app, service);
}
