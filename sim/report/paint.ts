/** Colours of a report: given to it, so that a report itself knows no terminal. */

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
