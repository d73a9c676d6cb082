/** Runs: handed in, listened to, cancelled; their results by id, in every form. */
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { MOST_REPLICATIONS } from '../../../sim/inquiry/replications.ts';
import { Failure } from '../failure.ts';
import type { KeptRun } from '../result-shelf.ts';
import type { Run, RunView } from '../run.ts';
import { changes, runRequest, scenarioRef } from '../run-request.ts';
import type { Service } from '../service.ts';
import { anyJson, failureReply, runRecord, runView } from './replies.ts';

const byId = z.object({ id: z.string().regex(/^[\w-]{1,64}$/) });

export function runRoutes(app: FastifyInstance, { desk, shelf, threads }: Service): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();

  typed.post(
    '/api/preview',
    {
      schema: {
        summary: 'One replication of some settings, at once',
        body: z.strictObject({
          scenario: scenarioRef,
          set: changes,
          settings: z.array(z.string().min(1).max(100)).min(1).max(8),
        }),
        response: { 200: anyJson, 422: failureReply },
      },
    },
    async ({ body }, reply) => {
      const told = await threads.preview(body);
      if (!told.ok) throw Failure.of(told.failure);
      reply.serializer(JSON.stringify);
      return { ...told.value };
    },
  );

  typed.post(
    '/api/replay',
    {
      schema: {
        summary: 'One replication told moment by moment, in a window of time',
        body: z.strictObject({
          scenario: scenarioRef,
          set: changes,
          setting: z.string().min(1).max(100).default('default'),
          replication: z.number().int().min(0).max(MOST_REPLICATIONS).default(0),
          fromMs: z.number().min(0).default(0).describe('From here, ms from the start of the run'),
          toMs: z.number().min(0).describe('... to here.'),
        }),
        response: { 200: anyJson, 422: failureReply },
      },
    },
    async ({ body }, reply) => {
      const told = await threads.replay(body);
      if (!told.ok) throw Failure.of(told.failure);
      reply.serializer(JSON.stringify);
      return { ...told.value };
    },
  );

  typed.post(
    '/api/runs',
    {
      schema: {
        summary: 'Hands in a run',
        body: runRequest,
        response: { 202: runView, 422: failureReply, 503: failureReply },
      },
    },
    async ({ body }, reply) => {
      const told = await threads.check(body);
      if (!told.ok) throw Failure.of(told.failure);
      const run = desk.hand(body);
      return reply.code(202).header('location', `/api/runs/${run.id}`).send(plain(run.view()));
    },
  );

  typed.get(
    '/api/runs',
    {
      schema: {
        summary: 'The finished runs that are kept, newest first',
        response: { 200: z.object({ runs: z.array(runRecord) }) },
      },
    },
    async () => ({ runs: await shelf.list() }),
  );

  typed.get(
    '/api/runs/:id',
    {
      schema: {
        summary: 'How a run stands',
        params: byId,
        response: { 200: runView, 404: failureReply },
      },
    },
    async ({ params }) => {
      const run = desk.find(params.id);
      run?.asked(Date.now());
      if (run !== null) return plain(run.view());
      const kept = await found(params.id);
      return plain(viewOf(kept));
    },
  );

  typed.delete(
    '/api/runs/:id',
    {
      schema: {
        summary: 'Cancels a run: its work ends; what is finished stays',
        params: byId,
        response: { 200: runView, 404: failureReply },
      },
    },
    async ({ params }) => {
      const run = desk.find(params.id);
      if (run === null) throw unknown(params.id);
      desk.cancel(run);
      return plain(run.view());
    },
  );

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
          summary: `What a finished run came to, as ${FORMS[form]}`,
          params: byId,
          response: { 200: z.any(), 404: failureReply, 409: failureReply },
        },
      },
      async ({ params }, reply) => {
        const kept = await found(params.id);
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
        response: { 200: z.string(), 404: failureReply, 409: failureReply },
      },
    },
    async ({ params }, reply) => {
      const { files } = await found(params.id);
      const page = await threads.print(files.report);
      reply.type('text/html; charset=utf-8').serializer(String);
      // To be kept, not to be opened here: it has a policy of its own.
      reply.header('content-disposition', 'attachment; filename="mailpath.html"');
      return page;
    },
  );

  typed.get(
    '/api/runs/:id/events',
    {
      sse: { kind: 'only' },
      schema: {
        summary: 'How a run goes, as server-sent events: view, interim',
        params: byId,
        response: { 404: failureReply },
      },
    },
    async ({ params }, reply) => {
      const run = desk.find(params.id);
      if (run === null) {
        const kept = await found(params.id);
        await reply.sse.send({ event: 'view', data: viewOf(kept) });
        return;
      }
      await stream(run, reply.sse);
    },
  );

  async function found(id: string): Promise<KeptRun> {
    const kept = await shelf.find(id);
    if (kept !== null) return kept;
    const run = desk.find(id);
    if (run === null) throw unknown(id);
    const { state, failure } = run.view();
    if (failure !== null) throw Failure.of(failure);
    throw new Failure('not-finished', `The run is ${state}: it has no result.`);
  }
}

const FORMS = {
  result: 'JSON (docs: mailpath schema)',
  report: 'a report: its words, its tables, its charts as Vega-Lite',
  csv: 'CSV',
  text: 'plain text',
} as const;

function unknown(id: string): Failure {
  return new Failure('not-found', `There is no run ${id}; results are kept for a while only.`);
}

/** Sends what happens until the run is over or the client has gone. */
async function stream(run: Run, sse: { send: Send; onClose: (gone: () => void) => void }) {
  await new Promise<void>((resolve) => {
    let sending = Promise.resolve();
    const unlisten = run.listen((event) => {
      const data = event.kind === 'view' ? event.view : interim(event);
      sending = sending.then(() => sse.send({ event: event.kind, data })).catch(end);
      if (run.isOver) sending.then(end);
    });
    function end(): void {
      unlisten();
      resolve();
    }
    sse.onClose(end);
    if (run.isOver) sending.then(end);
  });
}

type Send = (message: { event: string; data: unknown }) => Promise<void>;

/** The two forms that a page shows. */
function interim({ replications, files }: { replications: number; files: KeptRun['files'] }) {
  return {
    replications,
    result: JSON.parse(files.result),
    report: JSON.parse(files.report),
  };
}

function viewOf({ record }: KeptRun): RunView {
  return {
    id: record.id,
    inquiry: record.inquiry,
    scenario: record.scenario,
    state: 'finished',
    position: 0,
    share: 1,
    doing: 'finished',
    record,
    failure: null,
  };
}

/** Without `readonly`, which the schema's type lacks. */
function plain(view: RunView): z.output<typeof runView> {
  const { failure, ...rest } = view;
  return {
    ...rest,
    failure: failure === null ? null : { ...failure, problems: [...failure.problems] },
  };
}
