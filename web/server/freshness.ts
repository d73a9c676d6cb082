/** How long a reply may be shown again without asking: said here for every reply, and nowhere else. */
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Names of built files carry the hash of what is in them; the page's own name does not. */
const BUILT = /^\/assets\/[^?]*-[\w-]{8}\.\w+(\?|$)/;

export function stateFreshness(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply) => {
    reply.header('cache-control', freshness(request, reply.statusCode));
  });
}

function freshness(request: FastifyRequest, status: number): string {
  if (!isPage(request) || status >= 400) return 'no-store';
  return BUILT.test(request.url) ? 'public, max-age=2592000, immutable' : 'no-cache';
}

/** A file of the page, by its route: an address may be written in several ways. */
export function isPage({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url === '/*';
}
