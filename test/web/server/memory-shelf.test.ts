/** Results in memory: bounded in number and in bytes, in all and of each client. */
import { describe, expect, it } from 'vitest';
import { MemoryShelf } from '../../../web/server/memory-shelf.ts';
import { keptRun } from './kept-run.ts';

const kept = (id: string, bytes: number) => keptRun(id, { result: 'x'.repeat(bytes), text: '' });

async function idsOn(shelf: MemoryShelf): Promise<string> {
  return (await shelf.list()).map(({ id }) => id).join(' ');
}

describe('results in memory', () => {
  it('of one client leave half of the number and of the bytes to others', async () => {
    const shelf = new MemoryShelf(10, 1000);
    await shelf.keep(kept('b1', 400), 'b');
    for (let i = 1; i <= 8; i++) await shelf.keep(kept(`a${i}`, 10), 'a');
    expect(await idsOn(shelf)).toBe('a8 a7 a6 a5 a4 b1');
    for (let i = 1; i <= 3; i++) await shelf.keep(kept(`A${i}`, 240), 'a');
    expect(await idsOn(shelf)).toBe('A3 A2 b1');
  });

  it('of all clients are so many, and so many bytes, the newest ones', async () => {
    const shelf = new MemoryShelf(3, 1000);
    for (let i = 1; i <= 5; i++) await shelf.keep(kept(`r${i}`, 10), `client ${i}`);
    expect(await idsOn(shelf)).toBe('r5 r4 r3');
    for (let i = 6; i <= 8; i++) await shelf.keep(kept(`r${i}`, 450), `client ${i}`);
    expect(await idsOn(shelf)).toBe('r8 r7');
  });

  it('that are alone too large are refused by their limit', async () => {
    const shelf = new MemoryShelf(3, 1000);
    await expect(shelf.keep(kept('r', 501), 'a')).rejects.toMatchObject({
      plain: { code: 'too-large', limit: { name: 'memory-result-bytes', value: 1000 } },
    });
    expect(await idsOn(shelf)).toBe('');
  });
});
