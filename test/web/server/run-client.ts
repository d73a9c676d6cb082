/** A client of runs: hands one in, listens to it, waits for its end. */
import type { RunView } from '../../../web/server/run.ts';
import { SMALL_SCENARIO } from '../../cli/test-terminal.ts';
import type { TestServer } from './test-server.ts';

export const SMALL = { text: SMALL_SCENARIO, name: 'small' };

/** The main scenario, so often that it goes on until somebody ends it. */
export const ENDLESS = {
  study: 'compare',
  scenario: { name: 'main' },
  options: { replications: '100000' },
};

export interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

export async function handIn(server: TestServer, request: object): Promise<RunView> {
  const response = await server.post('/api/runs', request);
  if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as RunView;
}

export async function viewOf(server: TestServer, id: string): Promise<RunView> {
  return (await (await server.get(`/api/runs/${id}`)).json()) as RunView;
}

/** Asks until the run is as wanted. A test that waits in vain ends by its own limit. */
export async function until(
  server: TestServer,
  id: string,
  wanted: (view: RunView) => boolean,
): Promise<RunView> {
  for (;;) {
    const view = await viewOf(server, id);
    if (wanted(view)) return view;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export function isOver({ state }: RunView): boolean {
  return state !== 'queued' && state !== 'running';
}

/** Hands in a run and waits for its end. */
export async function carriedOut(server: TestServer, request: object): Promise<RunView> {
  const { id } = await handIn(server, request);
  return until(server, id, isOver);
}

/** The server-sent events of a reply, as they come. */
export async function* eventsOf(response: Response): AsyncGenerator<ServerEvent> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(piece, { stream: true });
    const whole = text.split('\n\n');
    text = whole.pop() ?? '';
    for (const one of whole) {
      const [, event] = /^event: (.*)$/m.exec(one) ?? [];
      const data = [...one.matchAll(/^data: (.*)$/gm)].map(([, line]) => line).join('\n');
      if (event !== undefined) yield { event, data };
    }
  }
}

/** All of them, once the reply has ended. */
export async function allEventsOf(response: Response): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const event of eventsOf(response)) events.push(event);
  return events;
}
