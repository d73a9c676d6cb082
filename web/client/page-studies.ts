/**
 * Of each study what its view is made from. The build evaluates this file and puts the data in its
 * place (vite.config.ts): the help and the code of the studies are no part of the page.
 */
import type { StudyDefinition } from '../../sim/studies/definition.ts';
import { STUDIES } from '../../sim/studies/index.ts';

export interface PageStudy {
  readonly name: string;
  readonly page: NonNullable<StudyDefinition['page']>;
  /** Of its options: a flag, one value, or several. */
  readonly types: Readonly<Record<string, StudyDefinition['options'][string]['type']>>;
}

export const PAGE_STUDIES: readonly PageStudy[] = STUDIES.flatMap(({ name, page, options }) => {
  if (page === null) return [];
  const types = Object.keys(page.fields).map((option) => [option, options[option].type]);
  return [{ name, page, types: Object.fromEntries(types) }];
});
