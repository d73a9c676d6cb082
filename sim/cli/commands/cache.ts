/** `mailpath cache`: what is kept of finished replications, and how to be rid of it. */
import type { Command } from '../command.ts';

export const cacheCommand: Command = {
  name: 'cache',
  describe: 'Show or clear the store of finished replications (kept to 1 GB: the oldest go first)',
  positional: {
    name: 'action',
    describe: 'ls: what there is; clear: remove it (default: ls)',
    required: false,
    choices: ['ls', 'clear'],
    example: 'ls',
  },
  options: {
    stale: {
      type: 'flag',
      describe: 'clear: only what other versions of mailpath made, which is never used again',
    },
    json: { type: 'flag', describe: 'ls: print JSON' },
  },
  examples: [
    ['cache ls', 'where it is, how many there are, how large'],
    ['cache clear', 'remove all of them; what others keep in that folder stays'],
    ['cache clear --stale', 'after an update'],
    ['compare main --no-cache', 'leave it aside for once; MAILPATH_CACHE=off: always'],
  ],
  run: async (...given) => (await import('../actions/cache.ts')).cache(...given),
};
