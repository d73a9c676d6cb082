/** Which view is shown, and the site it is about: both in the address's fragment. */
import { effect, signal } from '@preact/signals';
import { fragmentOf, site, siteOf } from './site.ts';

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

export const view = signal<ViewName>('what-if');
/** Said once, where a link could not be read. */
export const linkTrouble = signal('');

export function follow(): void {
  read();
  addEventListener('hashchange', read);
  effect(() => {
    const fragment = `#/${view.value}?${fragmentOf(site.value)}`;
    if (location.hash !== fragment) history.replaceState(null, '', fragment);
  });
}

/** A click on a link of the page is a step that Back takes back. */
export function addressOf(name: ViewName): string {
  return `#/${name}`;
}

function read(): void {
  const [, name = '', words = ''] = /^#\/([\w-]*)\??(.*)$/s.exec(location.hash) ?? [];
  const found = VIEWS.find((one) => one === name);
  if (found !== undefined) view.value = found;
  const read = siteOf(words);
  if (typeof read === 'string') linkTrouble.value = read;
  else if (read !== null && fragmentOf(read) !== fragmentOf(site.value)) site.value = read;
}
