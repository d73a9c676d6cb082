/** The whole HTTP interface: every route, and the document that describes them. */
import { fastifySSE } from '@fastify/sse';
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import type { Service } from '../service.ts';
import { completed } from './document.ts';
import { logRoutes } from './logs.ts';
import { previewRoutes } from './previews.ts';
import { resultRoutes } from './results.ts';
import { runRoutes } from './runs.ts';
import { scenarioRoutes } from './scenarios.ts';
import { serviceRoutes } from './service.ts';
import { traceRoutes } from './traces.ts';

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
  previewRoutes(app, service);
  runRoutes(app, service);
  resultRoutes(app, service);
  traceRoutes(app, service);
  logRoutes(app, service);
}
