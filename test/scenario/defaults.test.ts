/** What users are told of a default is what holds: each stated as it is written, nothing changes. */
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { Sampler } from '../../sim/engine/distributions.ts';
import { DEFAULT_COSTS } from '../../sim/mailpath/costs.ts';
import { HOST_DEFAULTS } from '../../sim/scenario/hosts.ts';
import { readScenario } from '../../sim/scenario/read-scenario.ts';
import { type FieldDoc, fieldReference } from '../../sim/scenario/reference.ts';

/** Settings, the gateway's costs and the remote server: fields of one value, by their paths. */
const GROUPS = /^(settings\.<name>|gateway(\.costs)?|hosts\.<name>(\.lifetime)?|mail)\.[a-z-]+$/;

/** Told in words, since they depend on something else; what they say is held elsewhere. */
const IN_WORDS = [
  'settings.<name>.messages-per-connection',
  'settings.<name>.runners',
  'settings.<name>.retry-interval',
  'settings.<name>.host-status',
  'settings.<name>.min-queue-age',
];

const fields = fieldReference().filter(
  ({ path, default: standard }) =>
    standard !== null && GROUPS.test(path) && !IN_WORDS.includes(path),
);

/** `uniform from A to B`, `lognormal, mean M, sigma S, from A to B`: as one writes it. */
function written(text: string): unknown {
  const uniform = /^uniform from (\S+) to (\S+)$/.exec(text);
  if (uniform !== null) return { distribution: 'uniform', from: uniform[1], to: uniform[2] };
  const lognormal = /^lognormal, mean (.+), sigma (\S+), from (.+) to (.+)$/.exec(text);
  if (lognormal !== null) {
    const [, mean, sigma, from, to] = lognormal;
    return { distribution: 'lognormal', mean, sigma: Number(sigma), from, to };
  }
  // `3 (exchange-online), 1 (other-server)`: of Exchange Online.
  const bare = text.replace(/ \(exchange-online\).*$/, '');
  return /^\d+$/.test(bare) && bare !== '0' ? Number(bare) : bare;
}

function compiled(tree: unknown): unknown {
  const result = readScenario(stringify(tree), { file: 'x', load: () => null, set: [] });
  if (!result.ok) throw new Error(result.errors.map(({ message }) => message).join('\n'));
  return [...result.scenario.settings.values()];
}

const BASE = {
  version: 2,
  question: 'q?',
  mail: { arrivals: [{ rate: '1/s' }] },
  hosts: { x: { lifetime: {} } },
  settings: { default: {} },
};

function withField({ path, default: standard }: FieldDoc): Record<string, unknown> {
  const tree = structuredClone(BASE) as Record<string, unknown>;
  const steps = path
    .replace('settings.<name>', 'settings.default')
    .replace('<name>', 'x')
    .split('.');
  let node = tree;
  for (const step of steps.slice(0, -1)) {
    node[step] ??= {};
    node = node[step] as Record<string, unknown>;
  }
  const zero = standard === '0' && /children$/.test(path);
  node[steps[steps.length - 1]] = zero ? 0 : written(standard ?? '');
  return tree;
}

describe('the defaults that are told', () => {
  it('are all seen', () => {
    expect(fields.length).toBeGreaterThan(35);
  });

  it.each(fields.map((field) => [field.path, field] as const))('hold: %s', (_, field) => {
    expect(compiled(withField(field))).toEqual(compiled(BASE));
  });
});

describe('the latency that is shipped', () => {
  /** A quantile of the time from MAIL to the reply to the dot, over connections and messages. */
  function transactionMs(bytes: number, share: number): number {
    const { latency, goodput } = HOST_DEFAULTS['exchange-online'];
    const [slow, fast] = [new Sampler(latency), new Sampler(goodput)];
    const times: number[] = [];
    const points = 400;
    for (let i = 0; i < points; i++) {
      for (let j = 0; j < points; j++) {
        const transferMs = bytes / fast.sample((j + 0.5) / points);
        times.push(DEFAULT_COSTS.overheadMs + slow.sample((i + 0.5) / points) + transferMs);
      }
    }
    return Float64Array.from(times).sort()[Math.floor(share * times.length)];
  }

  it('makes 95% of transactions of 8 to 29 KB take 0.33 to 1.8 s, as public logs show them', () => {
    const shortest = transactionMs(8_000, 0.025);
    const longest = transactionMs(29_000, 0.975);
    expect(Math.abs(shortest - 330)).toBeLessThan(10);
    expect(Math.abs(longest - 1800)).toBeLessThan(10);
  });
});
