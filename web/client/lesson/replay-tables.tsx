/** The picture as tables: the connections that last, the marks, the queue runs of the window. */

import { count, duration } from '../../../sim/document/quantity.ts';
import { END_WORDS } from '../../../sim/studies/compare/connection-bars.ts';
import type { Replay } from '../../../sim/trace/replay/replay.ts';
import { clockOf } from '../../../sim/trace/replay/state.ts';
import { ScrollRegion } from '../scroll-region.tsx';

/** Rows of one table; more are counted. */
const MAX_ROWS = 40;
/** Shorter marks are erased before anybody feels them, ms. */
const OF_NOTE_MS = 1000;

export function ReplayTables({ replay }: { readonly replay: Replay }) {
  const clock = (ms: number) => clockOf(replay, ms);
  const name = (host: number) => replay.hosts[host].name;
  const lasting = (ms: number) => duration(Math.round(ms / 1000) * 1000);
  return (
    <details class="replay-tables">
      <summary>The picture as tables</summary>
      <Table
        title="Connections of the queue runners"
        heads={['opened', 'closed', 'age', 'messages', 'how it ended', 'host']}
        rows={replay.connections
          .filter(({ byRunner, end }) => byRunner || end === 'cut')
          .map(({ openedMs, closedMs, messages, end, host }) => [
            clock(openedMs),
            clock(closedMs),
            lasting(closedMs - openedMs),
            count(messages),
            END_WORDS[end],
            name(host),
          ])}
      />
      <Table
        title="Marks in the host-status table"
        heads={['from', 'to', 'for', 'host']}
        rows={replay.marks
          .filter(({ fromMs, toMs }) => toMs - fromMs >= OF_NOTE_MS)
          .map(({ fromMs, toMs, host }) => [
            clock(fromMs),
            clock(toMs),
            lasting(toMs - fromMs),
            name(host),
          ])}
      />
      <Table
        title="Queue runs"
        heads={['started', 'done', 'in its list', 'sent', 'skipped', 'failed']}
        rows={replay.runs.map((run) => [
          clock(run.atMs),
          clock(run.endMs),
          count(run.messages),
          count(run.delivered),
          count(run.skippedByMark + run.skippedByMemory),
          count(run.failed),
        ])}
      />
    </details>
  );
}

interface TableProps {
  readonly title: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function Table({ title, heads, rows }: TableProps) {
  if (rows.length === 0) return <p>{title}: none in this time.</p>;
  const more = rows.length - MAX_ROWS;
  return (
    <ScrollRegion label={title}>
      <table class="data">
        <caption>{more > 0 ? `${title} (${count(more)} more)` : title}</caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th scope="col" key={head}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MAX_ROWS).map((row) => (
            <tr key={row.join(' ')}>
              {row.map((value, i) => (
                <td key={heads[i]}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
