/** HTML from text that nobody vouches for: names and questions come from users' files. */
import { harmless } from '../harmless.ts';
import { tie } from '../text-layout.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** As text, and inside an attribute's quotes; control characters, which HTML has no place for, go. */
export function escaped(text: string): string {
  return harmless(text.replaceAll(/\r?\n|\t/g, ' ')).replaceAll(
    /[&<>"']/g,
    (character) => ENTITIES[character],
  );
}

/** The same, with numbers kept beside their units. */
export function prose(text: string): string {
  return escaped(tie(text));
}

export function paragraph(text: string): string {
  return `<p>${prose(text)}</p>`;
}
