/**
 * What one would see of the charts of a page. What is evaluated here runs in the browser; elements
 * come in as arguments, since this program knows no DOM.
 */
import type { Page } from 'playwright-core';

export interface SeenDrawing {
  /** Drawings of the chart that are shown: one of its two sizes. */
  readonly seen: number;
  readonly width: number;
  readonly height: number;
  readonly right: number;
  /** Height of the smallest text. */
  readonly smallest: number;
  /** Texts that reach beyond the drawing, and pairs that lie on each other. */
  readonly cutOff: readonly string[];
  readonly collide: readonly string[];
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}

interface PlacedText {
  readonly text: string;
  readonly at: Box;
}

export function drawings(page: Page): Promise<SeenDrawing[]> {
  return page.locator('figure .drawing').evaluateAll((all) =>
    all.map((drawing) => {
      const seen = [...drawing.querySelectorAll('svg')].filter((svg) => svg.checkVisibility());
      const box: Box = seen[0].getBoundingClientRect();
      const texts: PlacedText[] = [...seen[0].querySelectorAll('text')]
        .filter((text) => text.textContent !== '')
        .map((text) => ({ text: text.textContent, at: text.getBoundingClientRect() }));
      const cutOff = texts.filter(
        ({ at }) =>
          at.left < box.left - 2 || at.right > box.right + 2 || at.bottom > box.bottom + 2,
      );
      const collide = texts.flatMap((a, i) =>
        texts.slice(i + 1).flatMap((b) => {
          const across = Math.min(a.at.right, b.at.right) - Math.max(a.at.left, b.at.left);
          const down = Math.min(a.at.bottom, b.at.bottom) - Math.max(a.at.top, b.at.top);
          return across > 1 && down > 4 ? [`${a.text} / ${b.text}`] : [];
        }),
      );
      return {
        seen: seen.length,
        width: box.width,
        height: box.height,
        right: box.right,
        smallest: Math.min(...texts.map(({ at }) => at.height)),
        cutOff: cutOff.map(({ text }) => text),
        collide,
      };
    }),
  );
}

/** Brightness of paper and ink, 0 to 255, and what the first line's colour comes to. */
export function colours(page: Page): Promise<{ paper: number; ink: number; line: string }> {
  return page.locator('body').evaluate((body) => {
    const styleOf = (element: unknown) => body.ownerDocument.defaultView.getComputedStyle(element);
    const brightness = (colour: string): number => {
      const channels = (colour.match(/\d+/g) ?? []).slice(0, 3).map(Number);
      return channels.reduce((sum, n) => sum + n, 0) / 3;
    };
    return {
      paper: brightness(styleOf(body).backgroundColor),
      ink: brightness(styleOf(body).color),
      line: styleOf(body.querySelector('.drawing path[stroke^="var("]')).stroke,
    };
  });
}

/** Opens every table that is folded away. */
export function openDetails(page: Page): Promise<void> {
  return page.locator('details').evaluateAll((all) => {
    for (const details of all) details.open = true;
  });
}
