/**
 * Colours of a report: given to it, so that a report itself knows no terminal.
 *
 * A colour in a text is a mark of noncharacters (U+FDD0 to U+FDEF), which have no width; what they
 * become is decided where text is written (cli/terminal.ts). Escape sequences in a text are always
 * somebody else's.
 */

export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
}

const same = (text: string): string => text;

/** No colours: for files, pipes and NO_COLOR. */
export const PLAIN: Paint = { bold: same, dim: same, red: same, green: same, yellow: same };

const MARKS = /[\ufdd0-\ufdef]+/g;

/** Columns that a text takes on a terminal: its characters, without the marks of colours. */
export function widthOf(text: string): number {
  return text.replaceAll(MARKS, '').length;
}
