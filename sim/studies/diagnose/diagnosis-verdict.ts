/** The verdict of a diagnosis: whether this is the article’s failure, in one or two sentences. */
import { count, duration, share } from '../../document/quantity.ts';
import type { LogFacts } from '../../maillog/diagnose/log-facts.ts';
import { LOG_PART_NAMES } from '../../maillog/log-part.ts';
import { sharesOf } from './apportion.ts';
import type { DiagnosisResult } from './diagnosis-schema.ts';
import { mainPart, REPORTED_SHARE } from './diagnosis-words.ts';
import { ROUTINE } from './finding.ts';
import type { Finding } from './findings.ts';

type Verdict = DiagnosisResult['verdict'];

/** Another finding is reported beside the first if it costs at least this much of the delay. */
const ALSO_SHARE = 0.05;

export function verdictOf(facts: LogFacts, findings: readonly Finding[]): Verdict {
  const troubles = findings
    .filter(({ rank }) => rank < ROUTINE)
    // What makes it the failure is reported first, whatever else costs more.
    .sort((a, b) => Number(bears(b)) - Number(bears(a)));
  if (troubles.length === 0) return { failure: 'no', sentence: healthy(facts) };
  const [first, ...rest] = troubles;
  const marked = troubles.some(({ article }) => article === 'mark');
  const failure = failureOf(troubles, marked);
  const opening = {
    yes: openingOf(troubles, marked),
    partly:
      'This is half of the article’s failure: no connection is cut for its age here, but a mark outlives its cause.',
    no: 'This is not the article’s failure.',
    unclear:
      'Connections break, and whether for their age, which would be the article’s failure, this log does not show: it does not say when they were opened.',
  }[failure];
  const also = rest.filter((finding) => finding.share >= ALSO_SHARE || bears(finding));
  const sentences = [
    opening,
    `${first.title}${costs(first)}.`,
    ...also.map((finding) => `Also: ${finding.title}${costs(finding)}.`),
    whereItWent(facts),
  ];
  return { failure, sentence: sentences.join(' ') };
}

/** Which form of the failure it is. */
function openingOf(troubles: readonly Finding[], marked: boolean): string {
  const seen = troubles.some(({ kind }) => kind === 'lifetime-cuts');
  if (!seen) {
    return 'This is the failure of the article in its silent form: connections are cut between two messages, and the marks that they leave make others wait.';
  }
  return marked
    ? 'This is the failure of the article: a mark that outlives its cause, and connections that are cut for their age.'
    : 'This is the failure of the article: connections that are cut for their age.';
}

/** It decides whether this is the failure. */
function bears({ article }: Finding): boolean {
  return article === 'failure' || article === 'mark';
}

function failureOf(troubles: readonly Finding[], marked: boolean): Verdict['failure'] {
  if (troubles.some(({ article }) => article === 'failure')) return 'yes';
  const unclear = troubles.some(({ article }) => article === 'unclear');
  return unclear ? 'unclear' : marked ? 'partly' : 'no';
}

function costs({ share: part }: Finding): string {
  return part >= REPORTED_SHARE ? ` (${share(part)} of all delay)` : '';
}

function healthy({ traffic, hosts }: LogFacts): string {
  const skipped = hosts.reduce((sum, { attempts }) => sum + attempts.skipped, 0);
  const sent = hosts.reduce((sum, { attempts }) => sum + attempts.sent, 0);
  if (sent === 0 && skipped === 0) {
    return 'Nothing is wrong that this log could show: it has no delivery to another host.';
  }
  const { delays } = traffic;
  return `This is not the article’s failure, and nothing else is wrong with the deliveries: ${count(sent)} went well, none was skipped. Half of the mail took ${duration(delays.quantile(0.5))} or less, the longest ${duration(delays.max)}. ${whereItWent({ traffic })}`.trim();
}

function whereItWent({ traffic }: Pick<LogFacts, 'traffic'>): string {
  const shares = sharesOf(traffic.partsWithWaiting);
  const spent = mainPart(LOG_PART_NAMES.map((part) => ({ part, share: shares[part] })));
  return spent === null ? '' : `${spent}.`;
}
