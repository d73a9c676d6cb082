/** The views of the page, as its address names them. */
export const VIEWS = [
  'what-if',
  'ladder',
  'sweep',
  'recommend',
  'sensitivity',
  'lesson',
  'logs',
  'results',
  'interface',
] as const;

/** The others stand at the foot of the page. */
export const MAIN_VIEWS = VIEWS.slice(0, -2);

export type ViewName = (typeof VIEWS)[number];
