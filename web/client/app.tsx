/** The frame of the page: its name, its views, and the one that is shown, loaded when it is. */
import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { addressOf, follow, linkTrouble, view } from './route.ts';
import { MAIN_VIEWS, type ViewName } from './view-names.ts';

const TITLES: Readonly<Record<ViewName, string>> = {
  'what-if': 'What if',
  ladder: 'Change by change',
  sweep: 'Sweep',
  recommend: 'Recommend',
  sensitivity: 'What matters',
  lesson: 'Lesson',
  logs: 'Mail log',
  results: 'Earlier results',
  interface: 'HTTP interface',
};

const LOAD: Readonly<Record<ViewName, () => Promise<{ default: ComponentType }>>> = {
  'what-if': () => import('./what-if/what-if-view.tsx'),
  ladder: () => import('./studies/ladder-view.tsx'),
  sweep: () => import('./studies/sweep-view.tsx'),
  recommend: () => import('./studies/recommend-view.tsx'),
  sensitivity: () => import('./studies/sensitivity-view.tsx'),
  lesson: () => import('./lesson/lesson-view.tsx'),
  logs: () => import('./logs/log-view.tsx'),
  results: () => import('./results/results-view.tsx'),
  interface: () => import('./interface/interface-view.tsx'),
};

follow();

export function App() {
  const name = view.value;
  useEffect(() => {
    document.title = `${TITLES[name]} – mailpath`;
  }, [name]);
  return (
    <>
      <button type="button" class="skip" onClick={toContent}>
        To the content
      </button>
      <header class="top">
        <p class="brand">mailpath</p>
        <nav aria-label="Views">
          <ul>
            {MAIN_VIEWS.map((one) => (
              <li key={one}>
                <a href={addressOf(one)} aria-current={one === name ? 'page' : undefined}>
                  {TITLES[one]}
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
        <Loaded name={name} key={name} />
      </main>
      <footer class="foot">
        <a href={addressOf('results')}>{TITLES.results}</a>
        <a href={addressOf('interface')}>{TITLES.interface}</a>
      </footer>
    </>
  );
}

/** A button, no link: the address's fragment is the state of the page. */
function toContent(): void {
  document.getElementById('content')?.focus();
}

function Loaded({ name }: { readonly name: ViewName }) {
  const loaded = useSignal<ComponentType | string | null>(null);
  useEffect(() => {
    let here = true;
    LOAD[name]().then(
      ({ default: component }) => {
        if (here) loaded.value = component;
      },
      () => {
        if (here) loaded.value = 'This view could not be loaded. Is mailpath serve still running?';
      },
    );
    return () => {
      here = false;
    };
  }, [name, loaded]);
  const View = loaded.value;
  if (View === null) return <p class="quiet">Loading …</p>;
  if (typeof View === 'string') return <p class="warning">{View}</p>;
  return <View />;
}
