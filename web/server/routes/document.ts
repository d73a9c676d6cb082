/**
 * The OpenAPI document: schemas of what the server answers, the types of texts, the log that is
 * sent; and what holds for every route: it may be refused, always in the same form.
 */

import type { FastifyReply } from 'fastify';
import { jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { failureReply } from '../failure.ts';

/** A body that stays a stream. */
export const STREAMED = [
  'application/octet-stream',
  'text/plain',
  'application/gzip',
  'application/json-seq',
];

/** What a route answers as a text that was made before: of JSON too, which is passed through. */
export function textReply(type: string, description: string) {
  const schema = type.endsWith('json') ? anyJson : z.string();
  return { description, content: { [type]: { schema } } };
}

/**
 * The schema of a route: what it does, what it answers, and with which statuses it refuses beside
 * those that every route may.
 */
export function answering<A, R extends number = never>(
  summary: string,
  answer: A,
  ...refusals: R[]
) {
  const refused = refusals.map((status) => [status, failureReply] as const);
  const response = { 200: answer, ...Object.fromEntries(refused) };
  return { summary, response: response as { 200: A } & Record<R, typeof failureReply> };
}

/** The document, as far as anybody here reads it. */
export interface OpenApi {
  readonly info: { readonly description?: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

export interface Operation {
  readonly summary: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly description?: string;
    readonly required?: boolean;
  }[];
  requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, { readonly schema?: object }>>;
  };
  readonly responses: Record<string, { description: string; readonly content?: object }>;
}

/** For @fastify/swagger, as the last step of making the document. */
export const completed: typeof jsonSchemaTransformObject = (given) => {
  const document = jsonSchemaTransformObject(given);
  const { paths } = document as unknown as OpenApi;
  for (const [path, operations] of Object.entries(paths)) {
    for (const operation of Object.values(operations)) complete(path, operation);
  }
  return document;
};

function complete(path: string, operation: Operation): void {
  for (const [status, response] of Object.entries(operation.responses)) {
    if (response.description !== 'Default Response') continue;
    response.description = status < '4' ? operation.summary : (failureReply.description ?? '');
  }
  operation.responses.default = {
    description: failureReply.description ?? '',
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' } } },
  };
  if (path === '/api/logs') {
    const schema = { type: 'string', format: 'binary' };
    const content = Object.fromEntries(STREAMED.map((type) => [type, { schema }]));
    operation.requestBody = { required: true, content };
  }
}

/** JSON that is described elsewhere: the schemas that `mailpath schema` prints. */
export const anyJson = z.looseObject({});

/**
 * Sends a text that was made elsewhere, most of it in a thread: here it is not even read. `saveAs`: the
 * name of the file that it is to be kept as.
 */
export function pass(reply: FastifyReply, type: string, text: string, saveAs?: string) {
  reply.type(type).serializer(String);
  if (saveAs !== undefined) {
    reply.header('content-disposition', `attachment; filename="${saveAs}"`);
  }
  return reply.send(text);
}

export function passJson(reply: FastifyReply, json: string): FastifyReply {
  return pass(reply, 'application/json; charset=utf-8', json);
}
