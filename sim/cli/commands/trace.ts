/** `mailpath trace`: one run as a log, a time line, a story, a trace file, or its table. */

import { OUTPUT_OPTIONS, SEED_OPTION, SET_OPTION } from '../../studies/options.ts';
import { TRACE_FORMATS } from '../../studies/trace/trace-formats.ts';
import type { Command } from '../command.ts';

export const traceCommand: Command = {
  name: 'trace',
  describe: 'One run as Sendmail would log it, as a time line, a story, or a file for Perfetto',
  positional: {
    name: 'scenario',
    describe: 'A scenario file, the name of a shipped one, or -',
    required: true,
    example: 'main',
  },
  options: {
    format: {
      type: 'text',
      value: 'FORM',
      choices: [...TRACE_FORMATS],
      describe: 'What to write (default: sendmail)',
    },
    setting: { type: 'text', value: 'NAME', describe: 'Which setting (default: default)' },
    message: {
      type: 'text',
      value: 'N|list',
      describe:
        'story: which message, from 0 (default: the one that waited longest behind a mark), or list to see which teach',
    },
    at: {
      type: 'text',
      value: 'TIME',
      describe: 'hoststat: when, by the clock (09:10) or from the start of the run (40m)',
    },
    sendmail: {
      type: 'text',
      value: 'VERSION',
      choices: ['8.16', '8.17'],
      describe: 'Log as Sendmail up to 8.16 does, or from 8.17 on (default)',
    },
    'log-level': {
      type: 'text',
      value: 'N',
      describe: 'Sendmail’s LogLevel: above 9 with done lines, above 11 with connects (default: 9)',
    },
    header: {
      type: 'text',
      value: 'FORM',
      choices: ['rfc3164', 'iso8601', 'rfc5424'],
      describe: 'The head of a line (default: rfc3164)',
    },
    date: {
      type: 'text',
      value: 'DATE',
      describe: 'The day on which the run starts (default: 2026-01-05)',
    },
    replication: { type: 'text', value: 'N', describe: 'Which replication, from 0 (default: 0)' },
    set: SET_OPTION,
    seed: SEED_OPTION,
    output: {
      type: 'text',
      value: 'FILE',
      describe: 'Write to FILE, whole or not at all',
    },
    quiet: OUTPUT_OPTIONS.quiet,
  },
  examples: [
    ['trace main', 'the mail log of the main scenario’s first replication'],
    ['trace main --format story', 'what happened to the message longest behind the mark'],
    ['trace main --format story --message list', 'the messages whose story teaches'],
    ['trace main --format timeline', 'its long connections, its cuts, its marks'],
    ['trace main --format trace-event --output main.json', 'for ui.perfetto.dev'],
    ['trace main --format hoststat --at 09:10', 'the host-status table at that time'],
    ['trace main --setting recommended | mailpath diagnose -', 'what a log of it would show'],
  ],
  run: async (...given) => (await import('../actions/trace.ts')).trace(...given),
};
