/**
 * Colours of charts and reports, by name: one drawing serves light, dark and print, since it says
 * `var(--series-1)` and the page says what that is.
 *
 * Series: after Okabe and Ito, "Color universal design" (2008), darkened for white and lightened for
 * black paper so that lines keep a contrast of 3:1 and text one of 4.5:1 (WCAG 2.2, 1.4.11, 1.4.3).
 * The ramp has one hue and falls evenly in lightness, so that its order survives any colour vision.
 * A test holds the contrasts.
 */

/** A colour on light and on dark paper. */
export interface Shade {
  readonly light: string;
  readonly dark: string;
}

const shade = (light: string, dark: string): Shade => ({ light, dark });

export const PALETTE: Readonly<Record<string, Shade>> = {
  paper: shade('#ffffff', '#15181c'),
  panel: shade('#f4f6f8', '#1e2329'),
  ink: shade('#1b2128', '#e8ebee'),
  'ink-soft': shade('#525c66', '#aab4be'),
  rule: shade('#d9dee3', '#363d45'),
  link: shade('#0a5c99', '#7cc1f0'),
  'series-1': shade('#c8500a', '#f58b4c'),
  'series-2': shade('#0068a8', '#5ab4ea'),
  'series-3': shade('#007a5a', '#35c79b'),
  'series-4': shade('#a2457f', '#e39ac6'),
  'series-5': shade('#846700', '#e0c12f'),
  'series-6': shade('#4a5560', '#c3ccd4'),
  better: shade('#00704f', '#3ccf9f'),
  worse: shade('#b3400a', '#ff9a66'),
  unsure: shade('#5f6973', '#a3adb7'),
  alarm: shade('#a12a12', '#ff9d8a'),
  quiet: shade('#84919d', '#7b8894'),
  'ramp-0': shade('#eaf3fb', '#16324a'),
  'ramp-1': shade('#d0e4f4', '#1c4161'),
  'ramp-2': shade('#b0d1eb', '#225179'),
  'ramp-3': shade('#8bbbe0', '#2a6394'),
  'ramp-4': shade('#377ab0', '#62a0cd'),
  'ramp-5': shade('#296a9d', '#86b8dc'),
  'ramp-6': shade('#1a5283', '#abcfe8'),
  'ramp-7': shade('#103b63', '#d3e6f4'),
  'on-ramp-low': shade('#10202e', '#f2f7fb'),
  'on-ramp-high': shade('#ffffff', '#0c1a26'),
};

/** Steps of the ramp, lowest first; from RAMP_TURN on text is `on-ramp-high`. */
export const RAMP_STEPS = 8;
export const RAMP_TURN = 4;

/** A colour of the palette, as a drawing names it. */
export function colour(name: string): string {
  if (!Object.hasOwn(PALETTE, name)) throw new Error(`the palette has no "${name}"`);
  return `var(--${name})`;
}

const WIDE_RANGE = 10;

/**
 * The step of each value on the ramp, 0 for the lowest; of Infinity (never, or no upper end) the last.
 * Even steps, or even ratios where values differ by more than a factor of ten. Eight steps: an eighth
 * root is three square roots, and those are exact everywhere. Computed here, so that one drawing
 * serves light and dark.
 */
export function rampSteps(values: readonly number[]): number[] {
  const finite = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  if (!(high > low)) return values.map((value) => (Number.isFinite(value) ? 0 : RAMP_STEPS - 1));
  const byRatio = low > 0 && high / low > WIDE_RANGE;
  const ratio = Math.sqrt(Math.sqrt(Math.sqrt(high / low)));
  const edges: number[] = [];
  let edge = low;
  for (let step = 1; step < RAMP_STEPS; step++) {
    edge = byRatio ? edge * ratio : low + ((high - low) * step) / RAMP_STEPS;
    edges.push(edge);
  }
  return values.map((value) => edges.filter((from) => value >= from).length);
}

export function rampColour(step: number): string {
  return colour(`ramp-${step}`);
}

/** Of text on it. */
export function onRamp(step: number): string {
  return colour(step >= RAMP_TURN ? 'on-ramp-high' : 'on-ramp-low');
}

const SERIES = 6;
/** Lines differ in their dashes too: for print without colour, and for a seventh series. */
const DASHES: readonly (readonly number[])[] = [[], [7, 3], [2, 3], [10, 3, 2, 3], [5, 2], [12, 4]];

export interface SeriesStyle {
  readonly colour: string;
  readonly dash: readonly number[];
}

export function seriesStyle(index: number): SeriesStyle {
  return {
    colour: colour(`series-${1 + (index % SERIES)}`),
    dash: DASHES[(index + Math.floor(index / SERIES)) % DASHES.length],
  };
}
