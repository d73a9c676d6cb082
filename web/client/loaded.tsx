/** A part of the page whose code is loaded when it is shown. */
import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';

interface Props<P> {
  readonly load: () => Promise<{ default: ComponentType<P> }>;
  readonly given: P;
}

export function Loaded<P extends object>({ load, given }: Props<P>) {
  const loaded = useSignal<ComponentType<P> | string | null>(null);
  useEffect(() => {
    let here = true;
    load().then(
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
  }, [load, loaded]);
  const Part = loaded.value;
  if (Part === null) return <p class="quiet">Loading …</p>;
  if (typeof Part === 'string') return <p class="warning">{Part}</p>;
  return <Part {...given} />;
}
