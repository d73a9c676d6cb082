/** What a reader has to know before all else, or what went wrong. */
interface WarningProps {
  /** Empty: there is none. */
  readonly text: string;
  /** `alert`: it is said as it comes. */
  readonly role?: 'note' | 'alert';
}

export function Warning({ text, role = 'note' }: WarningProps) {
  if (text === '') return null;
  return (
    <p class="warning" role={role}>
      {text}
    </p>
  );
}
