/** The forms of a trace. In a file of its own: help and completion name them and load nothing else. */
export const TRACE_FORMATS = [
  'sendmail',
  'proofpoint',
  'proofpoint-json',
  'timeline',
  'story',
  'trace-event',
  'hoststat',
] as const;

export type TraceFormat = (typeof TRACE_FORMATS)[number];
