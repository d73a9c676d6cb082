/**
 * The page begins here: its styles, its frame, its views, and the one that is shown, loaded when it
 * is, in the place of the words that stood there.
 */
import 'virtual:report-style.css';
import './style/page.css';
import './style/controls.css';
import { effect, signal, useSignal } from '@preact/signals';
import { type ComponentType, render } from 'preact';
import { useEffect } from 'preact/hooks';
import { change, fragmentOf, site, siteOf } from './site.ts';
import { VIEWS, type View } from './views.ts';
import { Warning } from './warning.tsx';

const LOAD: Readonly<Record<string, () => Promise<ComponentType>>> = {
  'what-if': async () => (await import('./what-if/what-if-view.tsx')).WhatIfView,
  lesson: async () => (await import('./lesson/lesson-view.tsx')).LessonView,
  logs: async () => (await import('./logs/log-view.tsx')).LogView,
  results: async () => (await import('./foot-views.tsx')).ResultsView,
  interface: async () => (await import('./foot-views.tsx')).InterfaceView,
};

async function loaded({ name, study }: View): Promise<ComponentType> {
  if (study === undefined) return LOAD[name]();
  return (await import('./studies/study-view.tsx')).viewOf(study);
}

/* Which view is shown, and the site it is about: both in the address's fragment. */

const shownView = signal(VIEWS[0]);
/** Said once, where a link could not be read. */
const linkTrouble = signal('');

follow();
const page = document.getElementById('page');
if (page !== null) {
  page.replaceChildren();
  render(<Page />, page);
}

function Page() {
  const { name, title } = shownView.value;
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
                <a href={addressOf(one)} aria-current={one.name === name ? 'page' : undefined}>
                  {one.title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <main id="content" tabIndex={-1}>
        <Warning text={linkTrouble.value} role="alert" />
        <Loaded view={shownView.value} key={name} />
      </main>
      <footer class="foot">
        {VIEWS.filter(({ foot }) => foot).map((one) => (
          <a href={addressOf(one)} key={one.name}>
            {one.title}
          </a>
        ))}
      </footer>
    </>
  );
}

function Loaded({ view }: { readonly view: View }) {
  const part = useSignal<ComponentType | null>(null);
  const failed = useSignal(false);
  useEffect(() => {
    loaded(view).then(
      (component) => {
        part.value = component;
      },
      () => {
        failed.value = true;
      },
    );
  }, [view, part, failed]);
  const Part = part.value;
  if (Part !== null) return <Part />;
  if (!failed.value) return <p class="quiet">Loading …</p>;
  return <p class="warning">This view could not be loaded. Is mailpath serve still running?</p>;
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
    const fragment = `#/${shownView.value.name}?${fragmentOf(site.value)}`;
    if (location.hash !== fragment) history.replaceState(null, '', fragment);
  });
}

/** A click on a link of the page is a step that Back takes back. */
function addressOf({ name }: View): string {
  return `#/${name}`;
}

function read(): void {
  const [, name = '', words = ''] = /^#\/([\w-]*)\??(.*)$/s.exec(location.hash) ?? [];
  shownView.value = VIEWS.find((one) => one.name === name) ?? shownView.value;
  const read = siteOf(words);
  if (typeof read === 'string') linkTrouble.value = read;
  else if (read !== null && fragmentOf(read) !== fragmentOf(site.value)) {
    linkTrouble.value = '';
    // A step back in the browser too can be undone.
    change(read);
  }
}
