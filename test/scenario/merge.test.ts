import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { changedText } from '../../sim/scenario/merge.ts';
import { readScenario } from '../../sim/scenario/read-scenario.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'scenarios');
const TEXT = `# Measured in May.
question: What? # ours
mail:
  arrivals:
    - rate: 5/s
    - bulk: 200
      at: 5m
settings:
  default: { runners: 2 }
`;

describe('a scenario with changes', () => {
  it('keeps its comments, its order and what was not changed', () => {
    const text = changedText(TEXT, ['mail.arrivals.1.bulk=300', 'settings.default.runners=4']);
    expect(text).toContain('# Measured in May.');
    expect(text).toContain('# ours');
    expect(text).toContain('rate: 5/s');
    expect(text).toContain('bulk: 300');
    expect(text).toContain('runners: 4');
    expect(text.indexOf('mail:')).toBeLessThan(text.indexOf('settings:'));
  });

  it('lets the parser write nothing by itself', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    expect(changedText(TEXT, ['question=!owned x'])).toContain('x');
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it('gets what it did not have, names with dots among it', () => {
    const text = changedText(TEXT, [
      'settings.current.retry-interval=5m',
      'hosts."mx.example".goodput={ distribution: lognormal, mean: 200 KB/s, sigma: 0.5 }',
    ]);
    expect(text).toMatch(/current:\n\s+retry-interval: 5m/);
    expect(text).toMatch(/mx\.example:\n\s+goodput: \{ distribution: lognormal/);
  });

  const shipped = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'));

  it.each(shipped)('reads as the same with --set: %s', (file) => {
    const text = readFileSync(join(FOLDER, file), 'utf8');
    const load = (name: string) => {
      for (const path of [name, `${name}.yaml`]) {
        try {
          return { file: path, text: readFileSync(join(FOLDER, path), 'utf8') };
        } catch {}
      }
      return null;
    };
    const set = ['settings.current.runners=3', 'run.replications=4'];
    const asSet = readScenario(text, { file, load, set });
    const asText = readScenario(changedText(text, set), { file, load, set: [] });
    expect(asSet.ok && asText.ok).toBe(true);
    if (!asSet.ok || !asText.ok) return;
    expect(asText.scenario.settings).toEqual(asSet.scenario.settings);
    expect(asText.scenario.replications).toBe(4);
  });
});
