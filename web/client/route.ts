/** Which view is shown, and the site it is about: both in the address's fragment. */
import { effect, signal } from '@preact/signals';
import { change, fragmentOf, site, siteOf } from './site.ts';
import { VIEWS, type View } from './views.ts';

export const view = signal<View>(VIEWS[0]);
/** Said once, where a link could not be read. */
export const linkTrouble = signal('');

export function follow(): void {
  read();
  addEventListener('hashchange', read);
  let linked = site.value;
  effect(() => {
    if (site.value !== linked) linkTrouble.value = '';
    linked = site.value;
    const fragment = `#/${view.value.name}?${fragmentOf(site.value)}`;
    if (location.hash !== fragment) history.replaceState(null, '', fragment);
  });
}

/** A click on a link of the page is a step that Back takes back. */
export function addressOf(name: string): string {
  return `#/${name}`;
}

function read(): void {
  const [, name = '', words = ''] = /^#\/([\w-]*)\??(.*)$/s.exec(location.hash) ?? [];
  const found = VIEWS.find((one) => one.name === name);
  if (found !== undefined) view.value = found;
  const read = siteOf(words);
  if (typeof read === 'string') linkTrouble.value = read;
  else if (read !== null && fragmentOf(read) !== fragmentOf(site.value)) {
    linkTrouble.value = '';
    // A step back in the browser too can be undone.
    change(read);
  }
}
