/**
 * `npm run -s replay -- FILE... [--bands N]`: replays recordings, one JSON line a file.
 *
 * Exit codes: 0 done, 2 usage, 3 a file that is not a recording (the others are still replayed).
 */
import { parseArgs } from 'node:util';
import { type RecordedCase, readCase } from './recorded-case.ts';
import { type Replay, replayNominal, replayPerturbed } from './replay.ts';
import { bands } from './yardsticks.ts';

const USAGE = 'usage: npm run -s replay -- FILE... [--bands N]   (N perturbed replays, at least 2)';

function main(args: readonly string[]): number {
  let parsed: { files: string[]; replays: number };
  try {
    parsed = parse(args);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}\n`);
    return 2;
  }
  let code = 0;
  for (const file of parsed.files) {
    try {
      process.stdout.write(`${JSON.stringify(replayLine(readCase(file), parsed.replays))}\n`);
    } catch (error) {
      process.stderr.write(`${(error as Error).message}\n`);
      code = 3;
    }
  }
  return code;
}

function parse(args: readonly string[]): { files: string[]; replays: number } {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { bands: { type: 'string' } },
    allowPositionals: true,
  });
  const replays = values.bands === undefined ? 0 : Number(values.bands);
  if (positionals.length === 0) throw new Error('no recording given');
  if (!Number.isInteger(replays) || replays < 0 || replays === 1 || replays > 10_000) {
    throw new Error(`--bands ${values.bands}: expected a whole number from 2 to 10000`);
  }
  return { files: positionals, replays };
}

function replayLine(recorded: RecordedCase, replays: number): Record<string, unknown> {
  const nominal = rounded(replayNominal(recorded));
  if (replays === 0) return { ...nominal };
  const perturbed = Array.from({ length: replays }, (_, i) => replayPerturbed(recorded, i));
  const percentiles: Record<string, { low: number; high: number }> = {};
  for (const band of bands(recorded, perturbed)) {
    percentiles[band.name] = { low: round(band.low), high: round(band.high) };
  }
  return { ...nominal, bands: { replays, low: 0.025, high: 0.975, figures: percentiles } };
}

function rounded({ name, delivered, delays, deferrals, connections }: Replay): Replay {
  return {
    name,
    delivered,
    delays: {
      mean: round(delays.mean),
      p50: round(delays.p50),
      p90: round(delays.p90),
      p95: round(delays.p95),
      max: round(delays.max),
    },
    deferrals,
    connections: connections.map((c) => ({
      ...c,
      openMs: round(c.openMs),
      closeMs: c.closeMs === null ? null : round(c.closeMs),
    })),
  };
}

/** To a thousandth of a millisecond. */
function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

process.exitCode = main(process.argv.slice(2));
