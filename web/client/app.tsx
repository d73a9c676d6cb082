/** The frame of the page: its name, its views, and the one that is shown, loaded when it is. */

import { effect, signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { Loaded } from './loaded.tsx';
import { PAGE_STUDIES } from './page-studies.ts';
import { change, fragmentOf, site, siteOf } from './site.ts';
import { VIEWS, type View } from './views.ts';

type Load = () => Promise<{ default: ComponentType }>;

const LOAD: Readonly<Record<string, Load>> = {
  'what-if': () => import('./what-if/what-if-view.tsx'),
  lesson: () => import('./lesson/lesson-view.tsx'),
  logs: () => import('./logs/log-view.tsx'),
  results: () => import('./results/results-view.tsx'),
  interface: () => import('./interface/interface-view.tsx'),
  ...Object.fromEntries(
    PAGE_STUDIES.map((study): [string, Load] => [
      study.name,
      async () => ({ default: (await import('./studies/study-view.tsx')).viewOf(study) }),
    ]),
  ),
};

/* Which view is shown, and the site it is about: both in the address's fragment. */

const view = signal<View>(VIEWS[0]);
/** Said once, where a link could not be read. */
const linkTrouble = signal('');

follow();

export function App() {
  const { name, title } = view.value;
  useEffect(() => {
    document.title = `${title} – mailpath`;
  }, [title]);
  return (
    <>
      <button type="button" class="skip" onClick={toContent}>
        To the content
      </button>
      <header class="top">
        <p class="brand">mailpath</p>
        <nav aria-label="Views">
          <ul>
            {VIEWS.filter(({ foot }) => !foot).map((one) => (
              <li key={one.name}>
                <a href={addressOf(one.name)} aria-current={one.name === name ? 'page' : undefined}>
                  {one.title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <main id="content" tabIndex={-1}>
        {linkTrouble.value !== '' && (
          <p class="warning" role="alert">
            {linkTrouble.value}
          </p>
        )}
        <Loaded load={LOAD[name]} given={{}} key={name} />
      </main>
      <footer class="foot">
        {VIEWS.filter(({ foot }) => foot).map((one) => (
          <a href={addressOf(one.name)} key={one.name}>
            {one.title}
          </a>
        ))}
      </footer>
    </>
  );
}

/** A button, no link: the address's fragment is the state of the page. */
function toContent(): void {
  document.getElementById('content')?.focus();
}

function follow(): void {
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
function addressOf(name: string): string {
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
