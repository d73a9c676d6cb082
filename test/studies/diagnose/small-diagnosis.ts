/** Diagnoses of recorded logs, for tests of reports. */
import { buildDiagnosis, type DiagnosisResult } from '../../../sim/studies/diagnose/result.ts';
import { HOSTILE } from '../../document/charts/chart-examples.ts';
import { factsOf, recordedLog } from '../../maillog/read-text.ts';

export function diagnosisOf(log: string): DiagnosisResult {
  const context = { version: '0.1.0', files: [`${log}.maillog`], lifetimeMs: null };
  return buildDiagnosis(factsOf(recordedLog(log)), context);
}

const small = diagnosisOf('d3-limit');

/** Neither a sender nor a remote server may break the page, with markup or with a word without end. */
const threat = `${HOSTILE} ${'x'.repeat(400)}\u0007\u202e`;

export const HOSTILE_DIAGNOSIS: DiagnosisResult = {
  ...small,
  files: [threat],
  log: {
    ...small.log,
    byKind: { ...small.log.byKind, unknown: 2 },
    notUnderstood: [1, 2].map((line) => ({ line, text: threat })),
  },
  hosts: small.hosts.map((host) => ({
    ...host,
    name: threat,
    replies: [{ code: '451', count: 3, text: threat }],
  })),
  findings: small.findings.map((finding) => ({
    ...finding,
    title: threat,
    evidence: threat,
    explanation: threat,
    example: threat,
  })),
  advice: [{ change: threat, inCloudBy: 'administrator', why: threat }],
};
