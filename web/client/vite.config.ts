/**
 * How the page is built: to dist/web/client, every file's name with the hash of what is in it. The
 * style of reports comes from the code that writes them, and what the page knows of the studies from
 * their definitions.
 */
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { STYLE } from '../../sim/document/html/style.ts';
import { PAGE_STUDIES } from './page-studies.ts';

const REPORT_STYLE = 'virtual:report-style.css';

function reportStyle(): Plugin {
  return {
    name: 'report-style',
    resolveId: (id) => (id === REPORT_STYLE ? `\0${REPORT_STYLE}` : null),
    load: (id) => (id === `\0${REPORT_STYLE}` ? STYLE : null),
  };
}

function pageStudies(): Plugin {
  const file = join(import.meta.dirname, 'page-studies.ts');
  return {
    name: 'page-studies',
    load: (id) =>
      id === file ? `export const PAGE_STUDIES = ${JSON.stringify(PAGE_STUDIES)}` : null,
  };
}

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [reportStyle(), pageStudies()],
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
