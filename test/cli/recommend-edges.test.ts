/** Recommendations at the edge of sense: hardly any mail, a remedy beyond the bound, chance in the way. */
import { describe, expect, it } from 'vitest';
import { recommendationSchema } from '../../sim/studies/recommend/result.ts';
import { mailpath, SMALL_SCENARIO } from './test-terminal.ts';

/** A message an hour, for an hour: some days have none. */
const FEW = `
version: 2
question: Does anything wait?
run: { arrivals-for: 1h, seed: few }
mail: { arrivals: [{ rate: 1/h }] }
`;

/** Slow connections and a pile: only many runners work it off in time. */
const PILE = `
version: 2
question: How many runners does a pile need?
run: { starts-at: "08:00", arrivals-for: 20m, seed: pile }
mail: { arrivals: [{ rate: 3000/h }] }
hosts:
  exchange-online:
    goodput: 30 KB/s
    faults: [{ kind: greeting-421, at: "08:05", for: 10m }]
settings:
  default: { runners: 1, retry-interval: 1m, host-status: off, messages-per-connection: 199 }
`;

async function recommend(input: string, ...options: string[]) {
  const words = ['recommend', '-', '--json', ...options];
  const { code, out, err } = await mailpath(words, { input });
  return { code, err, result: recommendationSchema.strict().parse(JSON.parse(out)) };
}

describe('a scenario with days without mail', () => {
  it('is judged by the days that have some', async () => {
    const { code, result } = await recommend(FEW);
    expect(code).toBe(0);
    expect(result.choice?.answers[0].days).toBeGreaterThan(20);
    expect(result.choice?.answers[0].worst.high).toBeLessThan(60_000);
  });

  it('is waited for until enough days had mail', async () => {
    const { code, result } = await recommend(FEW, '--objective', 'resets = 0');
    expect(code).toBe(0);
    expect(result.choice?.answers[0]).toMatchObject({ state: 'met', bad: 0 });
  });
});

describe('a remedy beyond the bound', () => {
  it('names the bound on runners, and how many would do', async () => {
    const { code, result } = await recommend(PILE, '--objective', 'p99 < 12m');
    expect(code).toBe(4);
    const lifted = result.stoppedBy.find(({ bound }) => bound === 'runners');
    expect(lifted?.settings.runners).toBeGreaterThan(4);
  });

  it('is found where the bound allows it', async () => {
    const { code, result } = await recommend(
      PILE,
      '--objective',
      'p99 < 12m',
      '--bound',
      'runners <= 32',
    );
    expect(code).toBe(0);
    expect(result.choice?.settings.runners).toBeGreaterThan(4);
    expect(result.choice?.settings.runners).toBeLessThanOrEqual(32);
  });
});

describe('an objective that too few days can show', () => {
  it('is not said to be impossible', async () => {
    const options = ['recommend', '-', '--replications', '50', '--objective', 'p99 < 4m'];
    const { code, out } = await mailpath(options, { input: SMALL_SCENARIO });
    const said = out.replaceAll(/\s+/g, ' ');
    expect(code).toBe(4);
    expect(said).toContain('could not be shown to be met');
    expect(said).toContain('Raise --replications');
    expect(said).not.toContain('cannot be met');
    expect(said).not.toContain('No single bound');
  });
});

describe('an objective about a mean', () => {
  it('is told where the days are of one kind, and says on what that rests', async () => {
    const { code, result } = await recommend(SMALL_SCENARIO, '--objective', 'mean p99 < 5m');
    expect(code).toBe(0);
    const [answer] = result.choice?.answers ?? [];
    expect(answer).toMatchObject({ onDays: null, state: 'met' });
    expect(answer.mean).toBeLessThan(300_000);
    expect(result.choice?.shown).toEqual([]);
  });
});
