/**
 * What the server answers, made harmless where it leaves: JSON keeps its meaning and CSV its
 * line ends, any other text is for a terminal or an editor. Streams are made harmless by who makes them: of traces in their thread,
 * of events in routes/runs.ts; files of the page are our own.
 */
import type { FastifyInstance } from 'fastify';
import { harmless, harmlessFile, harmlessJson } from '../../sim/document/harmless.ts';

export function harmlessReplies(app: FastifyInstance): void {
  app.addHook('onSend', async (_request, reply, payload) => {
    if (typeof payload !== 'string') return payload;
    const type = String(reply.getHeader('content-type'));
    if (type.startsWith('application/json')) return harmlessJson(payload);
    return type.startsWith('text/csv') ? harmlessFile(payload) : harmless(payload);
  });
}
