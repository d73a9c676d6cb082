/** A part that scrolls by itself where it is too large: reached by keyboard, named for those who listen. */
import type { ComponentChildren, RefObject } from 'preact';

interface Props {
  readonly label: string;
  readonly children: ComponentChildren;
  /** `scroll`: as wide as the page, its content may be wider. */
  readonly class?: string;
  readonly place?: RefObject<HTMLElement | null>;
}

export function ScrollRegion({ label, children, class: name = 'scroll', place }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard.
    <section class={name} aria-label={label} tabIndex={0} ref={place ?? null}>
      {children}
    </section>
  );
}
