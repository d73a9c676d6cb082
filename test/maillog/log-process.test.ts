import { describe, expect, it } from 'vitest';
import { Contact, LogProcess, ProcessTable } from '../../sim/maillog/log-process.ts';

/** More than are looked through one by one. */
const HOSTS = 12;
const LATER_MS = 3_600_000;

function dirtied(process: LogProcess): void {
  Object.assign(process, { attempts: 3, runner: true, counted: true, connectingMs: 5 });
  for (let host = 0; host < HOSTS; host++) {
    const contact = process.contact(host);
    for (const key of Object.keys(contact))
      if (key !== 'host') Object.assign(contact, { [key]: 8 });
  }
}

describe('a process whose pid comes again', () => {
  const table = new ProcessTable(() => undefined);
  const first = table.process(1, 42, 0, 0);
  dirtied(first);
  const next = table.process(1, 42, LATER_MS, LATER_MS);

  it('has nothing of the one before it, nor have its contacts', () => {
    const fresh = new LogProcess();
    fresh.begin(1, LATER_MS);
    const { contacts: _, ...own } = { ...next } as unknown as { contacts: unknown };
    const { contacts: __, ...expected } = { ...fresh } as unknown as { contacts: unknown };
    expect(own).toEqual(expected);
    for (let host = HOSTS; host > 0; host--) {
      const contact = new Contact();
      contact.begin(host);
      expect(next.contact(host)).toEqual(contact);
    }
  });
});
