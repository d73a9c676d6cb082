/** How much the page is: what it loads before any chart, packed as a server would send it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compiled } from '../../compiled-program.ts';

const ASSETS = join(compiled.page, 'assets');
/** Vega, Vega-Lite and what draws with them: loaded when the first chart comes into sight. */
const CHARTS = /^(vega|build|chart-images)/;
const MAX_BYTES = 60_000;

describe('the page', () => {
  it('has less than 60 KB of script of its own', () => {
    const scripts = readdirSync(ASSETS).filter((name) => name.endsWith('.js'));
    const own = scripts.filter((name) => !CHARTS.test(name));
    expect(own.length).toBeGreaterThan(5);
    expect(own.length).toBeLessThan(scripts.length);
    const bytes = own.reduce(
      (sum, name) => sum + gzipSync(readFileSync(join(ASSETS, name))).length,
      0,
    );
    expect(bytes).toBeLessThan(MAX_BYTES);
  });

  it('does not name the charts’ code in what is loaded first', () => {
    const page = readFileSync(join(compiled.page, 'index.html'), 'utf8');
    expect(page).not.toMatch(/vega|chart-images/);
    expect(page).not.toMatch(/<script(?![^>]*src=)|style=/);
  });
});
