/** `mailpath serve`: the web application and its HTTP interface. */

import { RUNNER_OPTIONS } from '../../studies/options.ts';
import type { Command } from '../command.ts';

export const serveCommand: Command = {
  name: 'serve',
  describe:
    'The web application: what-if, comparisons, a lesson, mail logs; and its HTTP interface',
  positional: null,
  options: {
    port: { type: 'text', value: 'N', describe: 'Port to listen on; 0: any (default: 8025)' },
    host: {
      type: 'text',
      value: 'ADDRESS',
      describe: 'Address to listen on (default: 127.0.0.1, this machine only)',
    },
    'token-file': {
      type: 'text',
      value: 'FILE',
      describe:
        'A file that only you can read: the token that clients have to know. Or the environment: MAILPATH_TOKEN. Otherwise made up and printed where other machines may ask',
    },
    token: {
      type: 'text',
      value: 'TEXT',
      describe: 'Refused: the list of processes would show it to all users. See --token-file',
    },
    limit: {
      type: 'list',
      value: 'NAME=N',
      describe: 'Change a limit, e.g. messages=1000000 (docs/http-api.md; repeatable)',
    },
    log: { type: 'flag', describe: 'A line of JSON on standard error for each request and run' },
    'no-cache': RUNNER_OPTIONS['no-cache'],
  },
  examples: [
    ['serve', 'then open http://127.0.0.1:8025/'],
    ['serve --port 0', 'on a port that is free'],
    ['serve --host 0.0.0.0', 'for other machines too, with a token'],
    ['serve --limit runs-at-once=4 --limit messages=1000000000', 'for a large machine'],
  ],
  run: async (...given) => (await import('../actions/serve.ts')).serve(...given),
};
