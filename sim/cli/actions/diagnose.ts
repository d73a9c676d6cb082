/** The work of `mailpath diagnose`: a log is read once, and what it shows is told. */
import type { Arguments } from '../../studies/arguments.ts';
import { buildDiagnosis } from '../../studies/diagnose/diagnosis.ts';
import { diagnosisReport } from '../../studies/diagnose/diagnosis-report.ts';
import { diagnosisText } from '../../studies/diagnose/diagnosis-text.ts';
import { EXIT_DONE, EXIT_INTERRUPTED } from '../exit.ts';
import { studyLogs } from '../log-input.ts';
import { packageVersion } from '../package-root.ts';
import { logDestination, refuseOverwriting, writeHtml, writeResult } from '../result-output.ts';
import type { Terminal } from '../terminal.ts';

export async function diagnose(args: Arguments, terminal: Terminal): Promise<number> {
  const to = logDestination(args);
  refuseOverwriting(to, args.list('log'));
  const { facts, files, lifetimeMs, whole } = await studyLogs(args, terminal);
  const result = buildDiagnosis(facts, { version: packageVersion(), files, lifetimeMs });
  writeResult({ json: result, text: (page) => diagnosisText(result, page) }, to, args, terminal);
  await writeHtml(() => diagnosisReport(result, whole), to, args, terminal);
  return whole ? EXIT_DONE : EXIT_INTERRUPTED;
}
