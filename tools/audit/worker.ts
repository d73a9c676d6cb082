/** A process that audits one scenario after the other: is sent numbers, answers with what it found. */
import { audited, COMMANDS, commandsFor } from './audited.ts';

const [, , seed, only] = process.argv;
const asked = COMMANDS.filter((command) => only.split(',').includes(command));

process.on('message', (number: number) => {
  process.send?.(audited(seed, number, asked.length === 0 ? commandsFor(number) : asked));
});
process.on('disconnect', () => process.exit());
