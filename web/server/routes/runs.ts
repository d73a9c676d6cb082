/** Runs: submitted, listened to, cancelled; results of finished ones, by id, in every form. */

import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { harmlessJson } from '../../../sim/document/harmless.ts';
import { clientOf } from '../client.ts';
import { Failure, failureReply } from '../failure.ts';
import { runRequest } from '../requests.ts';
import { runRecord, type StoredRun } from '../result-store.ts';
import { type Run, type RunEvent, type RunView, runView } from '../run.ts';
import type { Service } from '../service.ts';
import { answering, pass, textReply } from './document.ts';

const byId = z.object({ id: z.string().regex(/^[\w-]{1,64}$/) });

export function runRoutes(app: FastifyInstance, service: Service): void {
  const { queue, results, threads, limits } = service;
  const typed = app.withTypeProvider<ZodTypeProvider>();

  typed.post(
    '/api/runs',
    {
      schema: {
        summary: 'Submits a run',
        body: runRequest,
        response: { 202: runView, 422: failureReply, 503: failureReply },
      },
    },
    async ({ body, ip }, reply) => {
      const client = clientOf(ip);
      await threads.ask('check', body, client);
      const run = queue.submit(body, client);
      return reply.code(202).header('location', `/api/runs/${run.id}`).send(run.view());
    },
  );

  typed.get(
    '/api/runs',
    {
      schema: answering(
        'The finished runs that are kept, newest first',
        z.object({ runs: z.array(runRecord) }),
      ),
    },
    async () => ({ runs: await results.list() }),
  );

  typed.get(
    '/api/runs/:id',
    { schema: { ...answering('How a run stands', runView, 404), params: byId } },
    async ({ params }) => {
      const run = queue.find(params.id);
      run?.polled(service.now());
      if (run !== null) return run.view();
      return viewOf(await storedRun(service, params.id));
    },
  );

  typed.delete(
    '/api/runs/:id',
    { schema: { ...answering(CANCELS, runView, 404), params: byId } },
    async ({ params }) => {
      const run = queue.find(params.id);
      if (run === null) throw unknownRun(params.id);
      queue.cancel(run);
      return run.view();
    },
  );

  typed.get(
    '/api/runs/:id/events',
    {
      // Whatever a client says that it accepts: there is no other form.
      sse: { kind: 'manual', serializer: textOf },
      schema: { ...answering(LISTENS, textReply('text/event-stream', EVENTS), 404), params: byId },
    },
    async ({ params, ip }, reply) => {
      const run = queue.find(params.id);
      if (run === null) {
        await reply.sse.send({ event: 'view', data: viewOf(await storedRun(service, params.id)) });
        return;
      }
      const end = () => reply.raw.destroy();
      const hold = (bytes: number) => service.hold(clientOf(ip), bytes);
      const late = limits['request-seconds'] * 1000;
      await streamRun(run, reply.sse, { hold, end, late });
    },
  );
}

const CANCELS = 'Cancels a run: its work ends; what is finished stays';
const LISTENS = 'How a run goes, as server-sent events: view, interim';
const EVENTS =
  'view: a Run, whenever it changes, the last one when it is over; interim: {replications, result, report} of what there is so far';

function textOf(data: unknown): string {
  return harmlessJson(typeof data === 'string' ? data : JSON.stringify(data));
}

function viewOf({ record }: StoredRun): RunView {
  const { id, study, scenario } = record;
  return {
    id,
    study,
    scenario,
    state: 'finished',
    position: 0,
    share: 1,
    doing: 'finished',
    record,
    failure: null,
  };
}

interface StreamBounds {
  /** Bytes that are sent and not taken yet; throws where they are too many. */
  readonly hold: (bytes: number) => () => void;
  readonly end: () => void;
  /** In so much time each event has to be taken, ms. */
  readonly late: number;
}

interface EventSink {
  readonly send: (message: { event: string; data: unknown }) => Promise<void>;
  readonly onClose: (gone: () => void) => void;
}

/**
 * What happens to a run, sent until it is over or the client has gone. Of what a slow reader has not
 * taken only the newest view and the newest interim result wait; one who takes nothing is let go.
 */
export function streamRun(run: Run, sink: EventSink, bounds: StreamBounds): Promise<void> {
  const waiting = new Map<RunEvent['kind'], RunEvent>();
  let sending = false;
  let finish: () => void = () => undefined;
  const over = new Promise<void>((resolve) => {
    finish = resolve;
    sink.onClose(resolve);
  });
  const send = async () => {
    sending = true;
    for (const [kind, event] of waiting) {
      waiting.delete(kind);
      const data = event.kind === 'view' ? JSON.stringify(event.view) : interim(event);
      const late = setTimeout(bounds.end, bounds.late);
      try {
        const taken = bounds.hold(data.length);
        await sink.send({ event: kind, data }).finally(taken);
      } catch {
        bounds.end();
      } finally {
        clearTimeout(late);
      }
    }
    sending = false;
    if (run.isOver) finish();
  };
  const unlisten = run.listen((event) => {
    waiting.set(event.kind, event);
    if (!sending) void send();
  });
  return over.finally(unlisten);
}

/** The two forms that a page shows; they are JSON already, and are not read again to be sent. */
function interim({ replications, files }: { replications: number; files: StoredRun['files'] }) {
  return `{"replications":${replications},"result":${files.result},"report":${files.report}}`;
}

const FORMS = [
  ['result', 'application/json', 'JSON (docs: mailpath schema)'],
  ['report', 'application/json', 'a report: its words, its tables, its charts as Vega-Lite'],
  ['csv', 'text/csv', 'CSV'],
  ['text', 'text/plain', 'plain text'],
] as const;

export function resultRoutes(app: FastifyInstance, service: Service): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const schema = (summary: string, type: string, description: string) => ({
    ...answering(summary, textReply(type, description), 404, 409),
    params: byId,
  });

  for (const [form, type, words] of FORMS) {
    typed.get(
      `/api/runs/:id/${form}`,
      { schema: schema(`The result of a finished run, as ${words}`, type, words) },
      async ({ params }, reply) => {
        const { files } = await storedRun(service, params.id);
        if (files[form] === '') {
          throw new Failure('not-found', 'There is no CSV of this result: it is no table.');
        }
        const saveAs = form === 'csv' ? 'mailpath.csv' : undefined;
        return pass(reply, `${type}; charset=utf-8`, files[form], saveAs);
      },
    );
  }

  typed.get(
    '/api/runs/:id/html',
    { schema: schema('The report of a finished run as one HTML file', 'text/html', 'The file') },
    async ({ params, ip }, reply) => {
      const { files } = await storedRun(service, params.id);
      const page = await service.threads.ask('print', files.report, clientOf(ip));
      // To be kept, not to be opened here: it has a policy of its own.
      return pass(reply, 'text/html; charset=utf-8', page, 'mailpath.html');
    },
  );
}

/** Throws a Failure where there is no such run, or where it has no result. */
async function storedRun({ results, queue }: Service, id: string): Promise<StoredRun> {
  const kept = (await results.find(id)) ?? (await queue.ephemeral.find(id));
  if (kept !== null) return kept;
  const run = queue.find(id);
  if (run === null) throw unknownRun(id);
  const { state, failure } = run.view();
  if (failure !== null) throw Failure.of(failure);
  throw new Failure('not-finished', `The run is ${state}: it has no result.`);
}

function unknownRun(id: string): Failure {
  return new Failure('not-found', `There is no run ${id}; results are kept for a while only.`);
}
