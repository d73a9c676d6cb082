/** A process that audits one scenario after the other: is sent numbers, answers with what it found. */
import { audited, COMMANDS } from './audited.ts';

const [, , seed, only] = process.argv;
const commands = COMMANDS.filter((command) => only.split(',').includes(command));

process.on('message', (number: number) => {
  process.send?.(audited(seed, number, commands));
});
process.on('disconnect', () => process.exit());
