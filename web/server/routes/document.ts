/**
 * The OpenAPI document, completed with what holds for every route: it may be refused, always in the
 * same form. And with what is no JSON: the types of texts, and the log that is sent.
 */
import { jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { anyJson, failureReply } from './replies.ts';

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

interface Operation {
  readonly summary: string;
  requestBody?: unknown;
  readonly responses: Record<string, { description?: string }>;
}

/** For @fastify/swagger, as the last step of making the document. */
export const completed: typeof jsonSchemaTransformObject = (given) => {
  const document = jsonSchemaTransformObject(given);
  const paths = document.paths as unknown as Record<string, Record<string, Operation>>;
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
  } as Operation['responses'][string];
  if (path === '/api/logs') {
    const schema = { type: 'string', format: 'binary' };
    const content = Object.fromEntries(STREAMED.map((type) => [type, { schema }]));
    operation.requestBody = { required: true, content };
  }
}
