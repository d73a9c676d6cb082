/**
 * How the page is built: to dist/web/client, every file's name with the hash of what is in it. Two
 * modules are computed here: the style of reports, by the code that writes them, and the views, by
 * the definitions of the studies.
 */
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { STYLE } from '../../sim/document/html/style.ts';
import { VIEWS } from './views.ts';

const REPORT_STYLE = 'virtual:report-style.css';

/** Modules by their ids, as the build finds them. */
const COMPUTED: Readonly<Record<string, string>> = {
  [`\0${REPORT_STYLE}`]: STYLE,
  [join(import.meta.dirname, 'views.ts')]: `export const VIEWS = ${JSON.stringify(VIEWS)}`,
};

const computed: Plugin = {
  name: 'computed',
  resolveId: (id) => (id === REPORT_STYLE ? `\0${REPORT_STYLE}` : null),
  load: (id) => COMPUTED[id] ?? null,
};

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [computed],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: join(import.meta.dirname, '..', '..', 'dist', 'web', 'client'),
    emptyOutDir: true,
    target: 'es2022',
    // A policy that allows the server's own files only leaves no room for inlined ones.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
  },
});
