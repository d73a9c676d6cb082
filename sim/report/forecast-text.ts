/** A forecast as text: how things stand, and per command when the waiting mail is through. */
import type { CommandForecast, ForecastResult } from './forecast-schema.ts';
import { clockTime, logTime } from './log-time.ts';
import { count, duration, rate } from './quantity.ts';
import { hanging, type Page, table, wrap } from './text-layout.ts';

export function forecastText(result: ForecastResult, page: Page): string {
  const { paint } = page;
  const { now, commands } = result;
  const run = commands.filter(({ changes }) => changes);
  const idle = commands.filter(({ changes }) => !changes);
  const lines = [
    ...wrap(result.sentence, page.columns).map((line) => paint.bold(line)),
    ...wrap(
      `${result.files.join(', ')}, up to ${logTime(now.atMs)}; ${count(result.replications)} replications of what comes, seed ${result.seed}${result.partial ? ' (stopped early)' : ''}; ranges hold in 95% of all cases`,
      page.columns,
    ).map((line) => paint.dim(line)),
    '',
    paint.bold('How things stand'),
    ...standing(result).flatMap((line) => hanging('  ', line, page)),
    '',
    paint.bold('When the mail that waits now is through'),
    ...table(
      run.map(({ name }) => name),
      [
        { title: 'half of it', cells: run.map(({ half }) => ({ centre: told(half) })) },
        { title: '99% of it', cells: run.map((one) => mostCell(one)) },
        { title: 'from', cells: run.map(({ most }) => ({ centre: end(most?.lowMs) })) },
        { title: 'to', cells: run.map(({ most }) => ({ centre: end(most?.highMs) })) },
        { title: 'all of it', cells: run.map(({ all }) => ({ centre: told(all) })) },
        { title: 'at', cells: run.map(({ most }) => ({ centre: clock(most, now.atMs) })) },
      ],
      page,
    ),
    ...(idle.length > 0
      ? [
          '',
          ...hanging('', `Changes nothing here: ${idle.map(({ name }) => name).join('; ')}.`, page),
        ]
      : []),
    '',
    paint.bold('Assumed'),
    ...result.assumptions.flatMap((line) => hanging('  ', line, page)),
  ];
  return `${lines.join('\n')}\n`;
}

function standing({ now }: ForecastResult): string[] {
  const next = now.nextRunMs === null ? 'not known' : `in ${duration(now.nextRunMs)}`;
  return [
    `${count(now.waiting)} messages wait, the oldest for ${duration(now.oldestMs)}; new mail comes at ${rate(now.arrivalsPerMs)}`,
    now.marks.length === 0
      ? 'no host is marked, as far as the log shows'
      : now.marks
          .map(
            ({ host, ageMs, leftMs }) =>
              `${host} has been marked for ${duration(ageMs)}, and is for ${duration(leftMs)} more`,
          )
          .join('; '),
    `${count(now.runnersAtWork)} queue runners at work; the next queue run starts ${next}`,
  ];
}

function told(range: CommandForecast['most']): string {
  return range === null ? 'later' : end(range.middleMs);
}

function end(ms: number | null | undefined): string {
  return ms === null || ms === undefined ? 'later' : duration(ms);
}

function clock(range: CommandForecast['most'], atMs: number): string {
  return range?.middleMs === null || range === null ? '' : clockTime(atMs + range.middleMs);
}

function mostCell({ most, clear, command }: CommandForecast) {
  if (command === 'as-is') return { centre: told(most) };
  return { centre: told(most), tone: clear ? ('better' as const) : ('unsure' as const) };
}
