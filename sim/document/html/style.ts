/**
 * How a report looks: on light and dark paper, in print, from 360 px on. No fonts, no images; the
 * colours are the palette's, by name.
 */
import { PALETTE } from '../charts/palette.ts';
import { WIDEST_PIECE } from './blocks.ts';

function colours(scheme: 'light' | 'dark'): string {
  const named = Object.entries(PALETTE).map(([name, shade]) => `--${name}:${shade[scheme]}`);
  return `:root{${named.join(';')}}`;
}

const SCREEN = `
*{box-sizing:border-box}
html{color-scheme:light dark;-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:832px;padding:24px 16px 48px;background:var(--paper);color:var(--ink);
font:16px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif;overflow-wrap:break-word}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 16px;text-wrap:balance}
h2{font-size:1.3rem;line-height:1.3;margin:48px 0 12px;padding-top:12px;border-top:1px solid var(--rule)}
h3{font-size:1rem;line-height:1.4;margin:24px 0 4px}
p{margin:0 0 10px}
a{color:var(--link)}
a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:2px solid var(--link);outline-offset:2px}
ul,ol{margin:0 0 12px;padding-left:20px}
li{margin:0 0 4px}
.lead{font-size:1.12rem;line-height:1.5;border-left:4px solid var(--series-2);padding:2px 0 2px 14px;margin:0 0 20px}
.warning{color:var(--alarm);border:1px solid var(--alarm);border-radius:4px;padding:8px 12px;font-weight:600}
dl{margin:0 0 16px;font-size:.94rem}
dl div{display:grid;grid-template-columns:minmax(8rem,11rem) 1fr;gap:0 16px;padding:4px 0;border-top:1px solid var(--rule)}
dt{color:var(--ink-soft);min-width:0}
dd{margin:0;min-width:0}
.points{font-size:1rem}
.points div{grid-template-columns:6.5rem 1fr;padding:7px 0}
.points dt{font-weight:600;color:var(--ink)}
.points dd>:last-child{margin:0}
.points p{margin:0 0 4px}
.points table{font-size:1em;margin:0 0 4px}
.points th{font-weight:400}
.points th,.points td{padding:1px 16px 1px 0;border:0}
nav{font-size:.94rem;background:var(--panel);border-radius:6px;padding:10px 14px;margin:20px 0 0}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:4px 20px;margin:0;padding:0}
nav li{margin:0;min-height:24px}
.answer p{padding-left:16px;border-left:2px solid var(--rule)}
.scroll{overflow-x:auto;margin:12px 0 20px;max-width:100%}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600;padding:0 0 6px;white-space:nowrap}
th,td{padding:4px 16px 4px 0;text-align:left;vertical-align:top;border-top:1px solid var(--rule)}
table.titled{width:100%}
.titled caption{white-space:normal}
thead th,thead td{border-top:0;font-weight:600;vertical-align:bottom}
tbody th{font-weight:400}
.measures tbody th{position:sticky;left:0;background:var(--paper);white-space:nowrap}
th.sub{padding-left:16px;color:var(--ink-soft)}
.measures td,.measures thead th{text-align:right;white-space:nowrap;padding-right:0;padding-left:20px}
small{color:var(--ink-soft);font-size:.92em}
td em{font-style:normal;font-size:.85em;float:left;padding-right:.8em;line-height:1.8}
small[class^=w]{display:inline-block;text-align:left}
small.below{display:block}
small.last{text-align:right}
dl.long div{grid-template-columns:minmax(8rem,17rem) 1fr}
td.better span,td.better em{color:var(--better)}
td.worse span,td.worse em{color:var(--worse)}
td.unsure span,td.unsure em{color:var(--unsure)}
.measures td.left,.measures thead th.left{text-align:left}
.measures thead th.corner{text-align:left;padding-left:0}
.measures thead th{white-space:normal;max-width:14rem}
.data td,.data th{white-space:nowrap}
.words td,.words th{white-space:normal}
figure{margin:24px 0 28px}
figcaption h3{margin:0 0 6px;font-size:1.05rem}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:2px 18px;padding:0;margin:0 0 8px;font-size:.88rem;color:var(--ink-soft)}
.legend li{display:flex;align-items:center;gap:6px;margin:0;min-width:0}
.legend svg{flex:none}
.drawing svg{display:block;width:100%;height:auto;font-family:system-ui,-apple-system,"Segoe UI",sans-serif}
.drawing text[stroke]{paint-order:stroke}
.wide{max-width:800px}
.narrow{display:none;max-width:480px}
.note{font-size:.88rem;color:var(--ink-soft);margin:4px 0 0}
pre{margin:0;font:.84rem/1.5 ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
pre code{display:block;font:inherit;padding-left:2ch;text-indent:-2ch}
.lines{max-height:24rem;overflow:auto;margin:4px 0 20px;padding:8px 12px;background:var(--panel);border-radius:6px}
details{margin:6px 0 0;font-size:.94rem}
summary{cursor:pointer;color:var(--link);padding:4px 0;width:fit-content}
footer{margin:48px 0 0;padding-top:12px;border-top:1px solid var(--rule);font-size:.88rem;color:var(--ink-soft)}
@media (max-width:680px){
.wide{display:none}
.narrow{display:block}
dl.long div{grid-template-columns:1fr}
h1{font-size:1.35rem}
.measures tbody th{min-width:6.5rem;white-space:normal}
dl div,.points div{grid-template-columns:1fr}
dt{font-size:.9em}
.measures td,.measures thead th{padding-left:14px}
.words td,.words th{padding-right:9px}
.words tr>:last-child{padding-right:0}
}
@media screen and (max-width:480px){
table{min-width:100%}
caption{white-space:normal}
.measures td>*,.measures td small[class^=w],.measures td em{display:block;float:none;min-width:0;text-align:right;padding:0}
.measures td small.below{white-space:normal}
.measures td.left>*{text-align:left}
}`;

const PRINT = `
@page{margin:16mm 14mm}
body{max-width:none;padding:0;font-size:10.5pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}
nav,details{display:none}
.wide{display:block;max-width:none}
.narrow{display:none}
h2{margin-top:26px;break-after:avoid}
h3{break-after:avoid}
figure,tr,.answer,dl div,.warning,pre code{break-inside:avoid}
.scroll{overflow:visible}
.lines{max-height:none}
pre{font-size:8.5pt}
table{font-size:9pt}
thead th{overflow-wrap:anywhere}
.measures tbody th{position:static;white-space:normal}
.data td,.data th{white-space:normal}
caption{white-space:normal}
dl div{grid-template-columns:11rem 1fr}
.points div{grid-template-columns:6.5rem 1fr}
dl.long div{grid-template-columns:15rem 1fr}
.measures td,.measures thead th{padding-left:8px;white-space:normal}
.measures td>*{white-space:nowrap}
a{color:inherit;text-decoration:none}`;

/** Widths of the pieces of a cell, in characters: a policy without inline styles needs classes. */
const PIECES = Array.from({ length: WIDEST_PIECE }, (_, i) => `.w${i + 1}{min-width:${i + 1}ch}`);

/** The style sheet. Print is on light paper whatever the screen. */
export const STYLE = [
  colours('light'),
  `@media screen and (prefers-color-scheme:dark){${colours('dark')}}`,
  SCREEN,
  PIECES.join(''),
  `@media print{:root{color-scheme:light}${PRINT}}`,
]
  .join('\n')
  .trim();
