/** What `diagnose` does: reads a log once, and says what it shows. */
import { LogStudy } from '../../maillog/diagnose/log-facts.ts';
import type { LogFinding, LogRequest, ResultSchema } from '../definition.ts';
import { refuseWithoutDelivery, requestedLifetime } from '../log-request.ts';
import { diagnosisReport } from './report.ts';
import { buildDiagnosis, diagnosisSchema } from './result.ts';

export const request: LogRequest<LogFinding> & { readonly schema: ResultSchema } = {
  schema: { title: 'Result of mailpath diagnose', of: diagnosisSchema },
  plan: (args) => {
    const lifetimeMs = requestedLifetime(args);
    return (options) => {
      const into = new LogStudy(options);
      return {
        into,
        // biome-ignore lint/correctness/useYield: it is quick.
        *answer({ version, files, whole }) {
          const facts = into.facts();
          refuseWithoutDelivery(files, facts.counts);
          const result = buildDiagnosis(facts, { version, files, lifetimeMs });
          return { json: result, report: diagnosisReport(result, whole) };
        },
      };
    };
  },
};
