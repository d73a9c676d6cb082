/** Runs: submitted, listened to, cancelled. */

import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { harmlessJson } from '../../../sim/document/harmless.ts';
import { clientOf } from '../client.ts';
import { Failure } from '../failure.ts';
import type { StoredRun } from '../result-store.ts';
import type { Run, RunEvent, RunView } from '../run.ts';
import { runRequest } from '../run-request.ts';
import type { Service } from '../service.ts';
import { failureReply, runRecord, runView, textReply } from './document.ts';
import { byId, storedRun, unknownRun } from './results.ts';

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
      const result = await threads.check(body, client);
      if (!result.ok) throw Failure.of(result.failure);
      const run = queue.submit(body, client);
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
    async () => ({ runs: await results.list() }),
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
      const run = queue.find(params.id);
      run?.polled(service.now());
      if (run !== null) return plain(run.view());
      const kept = await storedRun(service, params.id);
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
      const run = queue.find(params.id);
      if (run === null) throw unknownRun(params.id);
      queue.cancel(run);
      return plain(run.view());
    },
  );

  typed.get(
    '/api/runs/:id/events',
    {
      // Whatever a client says that it accepts: there is no other form.
      sse: { kind: 'manual', serializer: textOf },
      schema: {
        summary: 'How a run goes, as server-sent events: view, interim',
        params: byId,
        response: { 200: textReply('text/event-stream', EVENTS), 404: failureReply },
      },
    },
    async ({ params, ip }, reply) => {
      const run = queue.find(params.id);
      if (run === null) {
        const kept = await storedRun(service, params.id);
        await reply.sse.send({ event: 'view', data: viewOf(kept) });
        return;
      }
      const end = () => reply.raw.destroy();
      const hold = (bytes: number) => service.held.hold(clientOf(ip), bytes);
      const late = limits['request-seconds'] * 1000;
      await new RunStream(run, reply.sse, { hold, end, late }).over;
    },
  );
}

const EVENTS =
  'view: a Run, whenever it changes, the last one when it is over; interim: {replications, result, report} of what there is so far';

function textOf(data: unknown): string {
  return harmlessJson(typeof data === 'string' ? data : JSON.stringify(data));
}

function viewOf({ record }: StoredRun): RunView {
  return {
    id: record.id,
    study: record.study,
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

/*
 * What happens to a run, sent until it is over or the client has gone. Of what a slow reader has not
 * taken only the newest view and the newest interim result wait; one who takes nothing is let go.
 */

interface StreamBounds {
  /** Bytes that are sent and not taken yet; throws where they are too many. */
  readonly hold: (bytes: number) => () => void;
  readonly end: () => void;
  /** In so much time each event has to be taken, ms. */
  readonly late: number;
}

export class RunStream {
  readonly over: Promise<void>;
  private readonly waiting = new Map<RunEvent['kind'], RunEvent>();
  private readonly sse: { send: Send };
  private readonly bounds: StreamBounds;
  private sending = false;
  private finish: () => void = () => undefined;

  constructor(
    run: Run,
    sse: { send: Send; onClose: (gone: () => void) => void },
    bounds: StreamBounds,
  ) {
    this.sse = sse;
    this.bounds = bounds;
    const gone = new Promise<void>((resolve) => {
      this.finish = resolve;
      sse.onClose(resolve);
    });
    const unlisten = run.listen((event) => {
      this.waiting.set(event.kind, event);
      if (!this.sending) void this.send(run);
    });
    this.over = gone.finally(unlisten);
  }

  private async send(run: Run): Promise<void> {
    this.sending = true;
    for (const [kind, event] of this.waiting) {
      this.waiting.delete(kind);
      const data = event.kind === 'view' ? JSON.stringify(event.view) : interim(event);
      const late = setTimeout(this.bounds.end, this.bounds.late);
      try {
        const taken = this.bounds.hold(data.length);
        await this.sse.send({ event: kind, data }).finally(taken);
      } catch {
        this.bounds.end();
      } finally {
        clearTimeout(late);
      }
    }
    this.sending = false;
    if (run.isOver) this.finish();
  }
}

type Send = (message: { event: string; data: unknown }) => Promise<void>;

/** The two forms that a page shows; they are JSON already, and are not read again to be sent. */
function interim({ replications, files }: { replications: number; files: StoredRun['files'] }) {
  return `{"replications":${replications},"result":${files.result},"report":${files.report}}`;
}
