/** The views of the page, by the name that its address has for each: one for each study among them. */
import { PAGE_STUDIES } from './page-studies.ts';

export interface View {
  readonly name: string;
  readonly title: string;
  /** At the foot of the page. */
  readonly foot?: true;
}

export const VIEWS: readonly [View, ...View[]] = [
  { name: 'what-if', title: 'What if' },
  ...PAGE_STUDIES.map(({ name, page }) => ({ name, title: page.title })),
  { name: 'lesson', title: 'Lesson' },
  { name: 'logs', title: 'Mail log' },
  { name: 'results', title: 'Earlier results', foot: true },
  { name: 'interface', title: 'HTTP interface', foot: true },
];
