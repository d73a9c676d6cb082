/** Bars in lanes so that none overlaps another: the first that come get the first lanes. */

export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * The lane of each span, in the order given; -1 for one that would need a further lane than `maxLanes`.
 * `gap` is kept free between two spans of one lane.
 */
export function inLanes(spans: readonly Span[], gap: number, maxLanes: number): number[] {
  const lanes: Span[][] = [];
  return spans.map((span) => {
    const free = lanes.findIndex((taken) =>
      taken.every(({ from, to }) => span.to + gap <= from || to + gap <= span.from),
    );
    if (free >= 0) {
      lanes[free].push(span);
      return free;
    }
    if (lanes.length >= maxLanes) return -1;
    lanes.push([span]);
    return lanes.length - 1;
  });
}
