/**
 * The views of the page, by the name that its address has for each: one for each study among them,
 * with what that view is made from.
 *
 * The build evaluates this file and puts the data in its place (vite.config.ts): the help and the
 * code of the studies are no part of the page.
 */
import type { StudyDefinition } from '../../sim/studies/definition.ts';
import { STUDIES } from '../../sim/studies/index.ts';
import { optionType } from '../../sim/studies/options.ts';

export interface PageStudy {
  readonly name: string;
  readonly page: NonNullable<StudyDefinition['page']>;
  /** Of its options: a flag, one value, or several. */
  readonly types: Readonly<Record<string, ReturnType<typeof optionType>>>;
}

export interface View {
  readonly name: string;
  readonly title: string;
  /** At the foot of the page. */
  readonly foot?: true;
  readonly study?: PageStudy;
}

export const VIEWS: readonly View[] = [
  { name: 'what-if', title: 'What if' },
  ...STUDIES.flatMap(({ name, page, options }): View[] => {
    if (page === null) return [];
    const types = Object.keys(page.fields).map((option) => [option, optionType(options[option])]);
    const study = { name, page, types: Object.fromEntries(types) };
    return [{ name, title: page.title, study }];
  }),
  { name: 'lesson', title: 'Lesson' },
  { name: 'logs', title: 'Mail log' },
  { name: 'results', title: 'Earlier results', foot: true },
  { name: 'interface', title: 'HTTP interface', foot: true },
];
