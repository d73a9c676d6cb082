/** A drawing to take along: its colours, which the page names, put in as they are seen now. */
import { harmless } from '../../../sim/document/harmless.ts';
import { saveBlob } from './saving.ts';

/** PNG has so many pixels for each of the drawing. */
const PNG_SCALE = 2;
const SVG_TYPE = 'image/svg+xml;charset=utf-8';

export function saveSvg(svg: SVGSVGElement | null, title: string): void {
  if (svg === null) return;
  saveBlob(new Blob([harmless(standalone(svg))], { type: SVG_TYPE }), title, 'svg');
}

export async function savePng(svg: SVGSVGElement | null, title: string): Promise<void> {
  if (svg === null) return;
  const image = new Image();
  const address = URL.createObjectURL(new Blob([standalone(svg)], { type: SVG_TYPE }));
  try {
    image.src = address;
    await image.decode();
    const { width, height } = svg.viewBox.baseVal;
    const canvas = document.createElement('canvas');
    canvas.width = width * PNG_SCALE;
    canvas.height = height * PNG_SCALE;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => {
      if (blob !== null) saveBlob(blob, title, 'png');
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** With its name space, its paper, its letters and its colours. */
function standalone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('font-family', 'system-ui, sans-serif');
  const paper = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  paper.setAttribute('width', '100%');
  paper.setAttribute('height', '100%');
  paper.setAttribute('fill', 'var(--paper)');
  copy.prepend(paper);
  const named = getComputedStyle(document.documentElement);
  return new XMLSerializer()
    .serializeToString(copy)
    .replaceAll(/var\((--[\w-]+)\)/g, (_, name: string) => named.getPropertyValue(name).trim());
}
