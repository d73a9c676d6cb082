/** The verdict of a diagnosis: whether this is the article’s failure, in one sentence. */

import { count, name, share } from '../../document/quantity.ts';
import type { LogFacts } from '../../maillog/diagnose/log-facts.ts';
import { ROUTINE, total } from './finding.ts';
import type { Finding } from './findings.ts';
import type { DiagnosisResult } from './result.ts';

type Verdict = DiagnosisResult['verdict'];

/** What costs less than this share of the delay is named without it. */
export const NAMED_SHARE = 0.005;
/** A longer sentence is none that one takes in at once: it then names one finding. */
const LONGEST_SENTENCE = 265;

export function verdictOf(facts: LogFacts, findings: readonly Finding[]): Verdict {
  const troubles = findings
    .filter(({ rank }) => rank < ROUTINE)
    // What makes it the failure is named first, whatever else costs more.
    .sort((a, b) => Number(bears(b)) - Number(bears(a)));
  const [first, ...others] = troubles;
  if (first === undefined) return { failure: 'no', sentence: healthy(facts), names: [] };
  const failure = failureOf(troubles);
  const second = others.find((one) => bears(first) && bears(one) && one.kind !== first.kind);
  const both = second === undefined ? [first] : [first, second];
  const sentence = sentenceOf(both, failure);
  const named = sentence.length <= LONGEST_SENTENCE ? both : [first];
  return {
    failure,
    sentence: sentenceOf(named, failure),
    names: named.map((one) => findings.indexOf(one)),
  };
}

function sentenceOf(named: readonly Finding[], failure: Verdict['failure']): string {
  const opening = {
    yes: 'This is the failure that Microsoft’s article describes',
    partly:
      'This is half of the failure that Microsoft’s article describes, since a mark outlives its cause but no connection is cut for its age',
    no: 'This is not the failure that Microsoft’s article describes but another problem',
    unclear: 'This may be the failure that Microsoft’s article describes',
  }[failure];
  return `${opening}: ${named.map(clause).join(', and ')}.`;
}

/** A finding and what it costs, as a part of a sentence. */
function clause(finding: Finding): string {
  const { title, host, share: part } = finding;
  const ofHost = host !== null && title.startsWith(name(host));
  const begun = ofHost ? title : title[0].toLowerCase() + title.slice(1);
  return part >= NAMED_SHARE ? `${begun} (${share(part)} of all delay)` : begun;
}

/** It decides whether this is the failure. */
function bears({ article }: Finding): boolean {
  return article === 'failure' || article === 'mark';
}

function failureOf(troubles: readonly Finding[]): Verdict['failure'] {
  const some = (kind: Finding['article']) => troubles.some(({ article }) => article === kind);
  if (some('failure')) return 'yes';
  return some('unclear') ? 'unclear' : some('mark') ? 'partly' : 'no';
}

function healthy({ hosts }: LogFacts): string {
  const skipped = total(hosts, ({ attempts }) => attempts.skipped);
  const sent = total(hosts, ({ attempts }) => attempts.sent);
  if (sent === 0 && skipped === 0) {
    return 'Nothing is wrong that this log could show: it has no delivery to another host.';
  }
  return `This is not the failure that Microsoft’s article describes, and nothing else is wrong with the deliveries: ${count(sent)} went well, and none was skipped.`;
}
