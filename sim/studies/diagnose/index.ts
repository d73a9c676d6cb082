/** `diagnose`: what really happened, from mail logs. */
import type { LogReportDefinition } from '../definition.ts';

export const diagnose: LogReportDefinition = {
  name: 'diagnose',
  describe: 'Say from mail logs whether this is the failure, what it costs, what to change first',
  options: {},
  examples: [
    ['diagnose /var/log/maillog', 'is it the failure, since when, what to do'],
    ['diagnose /var/log/maillog* --full', 'with rotated files, gzip or not; all findings'],
    ['diagnose - < maillog', 'from standard input'],
    ['diagnose maillog --html diagnosis.html', 'a report to keep or to send on'],
    ['diagnose maillog --lifetime 20m --json', 'the lifetime as you know it; for a program'],
  ],
  schema: 'diagnosis',
  load: async () => import('./request.ts'),
};
