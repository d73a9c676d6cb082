/** Results of finished runs, by id, in every form. */
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { clientOf } from '../client.ts';
import { Failure } from '../failure.ts';
import type { StoredRun } from '../result-store.ts';
import type { Service } from '../service.ts';
import { failureReply, textReply } from './document.ts';

export const byId = z.object({ id: z.string().regex(/^[\w-]{1,64}$/) });

const FORMS = {
  result: 'JSON (docs: mailpath schema)',
  report: 'a report: its words, its tables, its charts as Vega-Lite',
  csv: 'CSV',
  text: 'plain text',
} as const;

export function resultRoutes(app: FastifyInstance, service: Service): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();

  for (const [form, type] of [
    ['result', 'application/json; charset=utf-8'],
    ['report', 'application/json; charset=utf-8'],
    ['csv', 'text/csv; charset=utf-8'],
    ['text', 'text/plain; charset=utf-8'],
  ] as const) {
    typed.get(
      `/api/runs/:id/${form}`,
      {
        schema: {
          summary: `The result of a finished run, as ${FORMS[form]}`,
          params: byId,
          response: {
            200: textReply(type.split(';')[0], FORMS[form]),
            404: failureReply,
            409: failureReply,
          },
        },
      },
      async ({ params }, reply) => {
        const kept = await storedRun(service, params.id);
        if (kept.files[form] === '') {
          throw new Failure('not-found', 'There is no CSV of this result: it is no table.');
        }
        reply.type(type).serializer(String);
        if (form === 'csv')
          reply.header('content-disposition', 'attachment; filename="mailpath.csv"');
        return kept.files[form];
      },
    );
  }

  typed.get(
    '/api/runs/:id/html',
    {
      schema: {
        summary: 'The report of a finished run as one HTML file',
        params: byId,
        response: {
          200: textReply('text/html', 'The file'),
          404: failureReply,
          409: failureReply,
        },
      },
    },
    async ({ params, ip }, reply) => {
      const { files } = await storedRun(service, params.id);
      const page = await service.threads.print(files.report, clientOf(ip));
      reply.type('text/html; charset=utf-8').serializer(String);
      // To be kept, not to be opened here: it has a policy of its own.
      reply.header('content-disposition', 'attachment; filename="mailpath.html"');
      return page;
    },
  );
}

/** Throws a Failure where there is no such run, or where it has no result. */
export async function storedRun({ results, queue }: Service, id: string): Promise<StoredRun> {
  const kept = (await results.find(id)) ?? (await queue.ephemeral.find(id));
  if (kept !== null) return kept;
  const run = queue.find(id);
  if (run === null) throw unknownRun(id);
  const { state, failure } = run.view();
  if (failure !== null) throw Failure.of(failure);
  throw new Failure('not-finished', `The run is ${state}: it has no result.`);
}

export function unknownRun(id: string): Failure {
  return new Failure('not-found', `There is no run ${id}; results are kept for a while only.`);
}
