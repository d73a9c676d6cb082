/**
 * "Can this happen here at all?" in words: three questions, an answer for each setting, settings
 * with the same answer together. How that is set out: report-sections.ts.
 */

import { count, duration, messages, rate, share } from '../document/quantity.ts';
import { type DeferralText, statOf } from '../mailpath/fault-columns.ts';
import { faultWords } from '../mailpath/faults.ts';
import type { BacklogCause, Resource } from './closed-form.ts';
import type { ClosedFormResult, Result } from './result/result-schema.ts';

/** Below this a chance is reported as "hardly", above the other as "probably". */
const HARDLY = 0.05;
const PROBABLY = 0.5;

/** Settings with their answers in closed form. */
export interface Answered {
  readonly settings: readonly Pick<Result['settings'][number], 'name' | 'canItHappen'>[];
}

/** The questions with their answers: `names` is empty where all settings have the same one. */
export function closedFormAnswers({ settings }: Answered) {
  const [{ canItHappen: first }] = settings;
  const lifetime = first.runnerShare.lifetimeMs;
  const questions: [string, (answer: ClosedFormResult) => string][] = [
    ['Does a mark outlive its cause?', markAnswer],
    [
      lifetime === null
        ? 'Does a runner’s connection grow too old?'
        : `Does a runner’s connection reach the lifetime limit of ${duration(lifetime)}?`,
      shareAnswer,
    ],
    ['Is anything overloaded?', loadAnswer],
  ];
  return {
    traffic: `${rate(first.arrivalsPerMs.mean)} on average${overGateways(first)}, ${duration(first.messageMs.alone)} a message on its own connection, ${duration(first.messageMs.shared)} one after another.`,
    questions: questions.map(([question, answer]) => {
      const answers = new Map<string, string[]>();
      for (const { name, canItHappen } of settings) {
        const text = answer(canItHappen);
        answers.set(text, [...(answers.get(text) ?? []), name]);
      }
      return {
        question,
        answers: [...answers].map(([text, names]) => ({
          text,
          names: names.length === settings.length ? [] : names,
        })),
      };
    }),
  };
}

/** Nothing where there is one gateway. */
function overGateways({ gateways }: ClosedFormResult): string {
  return gateways > 1 ? ` over ${count(gateways)} gateways` : '';
}

function atEachGateway({ gateways }: ClosedFormResult): string {
  return gateways > 1 ? ' at each gateway' : '';
}

/** Overloads that last on average, loud: a simulation's figures then depend on its length. */
export function overloadWarnings({ settings }: Answered): string[] {
  const warnings: string[] = [];
  for (const { name, canItHappen } of settings) {
    for (const { resource, load, beyond } of canItHappen.loads) {
      if (load < 1 || beyond !== 'unstable') continue;
      warnings.push(
        `UNSTABLE under ${name}: ${RESOURCE_WORDS[resource]} would have to do ${share(load)} of what is possible. The queue grows for as long as mail arrives; every figure below depends on how long that is.`,
      );
    }
  }
  return warnings;
}

function markAnswer(answer: ClosedFormResult): string {
  const { markSurvives, messageMs, arrivalsPerMs, runnerShare } = answer;
  const { kind, lastsMs, openConnections, stickyFault } = markSurvives;
  if (arrivalsPerMs.peak === 0) return 'No mail arrives, so nothing is marked.';
  if (kind === 'off') return 'No: HostStat is off, so nothing outlives the process that saw it.';
  if (kind === 'stands') {
    return `Yes, for ${duration(lastsMs)}: first attempts wait for a queue run, and its runners are cut together, so no healthy connection is left to erase it.`;
  }
  const open = `${count(openConnections)} connections are open on average${atEachGateway(answer)}, and each erases a mark as it closes`;
  const cause = runnerShare.lifetimeMs === null ? 'a broken connection' : 'a cut';
  const cut = `${chanceWord(markSurvives.chance)} after ${cause}: ${open}; ${chances(markSurvives)} of the marks survive.`;
  if (stickyFault === null) return cut;
  const long =
    stickyFault.lastsMs === null ? 'indefinitely' : `for ${duration(stickyFault.lastsMs)}`;
  return `${cut} Yes after “${faultWords(stickyFault.kind)}”: the fault lasts ${long} and a message only ${duration(messageMs.alone)}, so no open connection is left to erase the mark, which stays for ${duration(lastsMs)}.`;
}

function chanceWord(chance: number): string {
  if (chance < HARDLY) return 'Almost never';
  return chance < PROBABLY ? 'Sometimes' : 'Probably';
}

function chances({ chance, chanceAtPeak, chanceWhenQuiet }: ClosedFormResult['markSurvives']) {
  const [low, mean, high] = [chanceAtPeak, chance, chanceWhenQuiet].map(share);
  if (low === high) return mean;
  return `${mean} (${low} in the busiest stretch, ${high} in the quietest)`;
}

function shareAnswer(answer: ClosedFormResult): string {
  const { runnerShare, neverFitsShare } = answer;
  const { lifetimeMs, carriedInLifetime, backlogs } = runnerShare;
  if (lifetimeMs === null) return 'No: the remote server never cuts a connection for its age.';
  const large =
    neverFitsShare > 0
      ? ` ${share(neverFitsShare)} of the messages never fit into it at the mean goodput.`
      : '';
  if (backlogs.length === 0) return `No: nothing piles up in front of the runners.${large}`;
  const growth = backlogs.find(({ cut }) => cut) ?? backlogs[0];
  const grows = `${messages(growth.messages)} pile up${atEachGateway(answer)} ${BACKLOG_WORDS[growth.cause]}${growth.overMs > 0 ? ` (${duration(growth.overMs)})` : ''}`;
  const work = `that is ${duration(growth.runnerMs)} of work for each runner`;
  if (growth.cut) {
    const carried = carriedInLifetime ?? 0;
    const when =
      carried < 1
        ? 'before its first message is delivered'
        : `after about ${messages(Number(carried.toPrecision(2)))}`;
    return `Yes: ${grows}; ${work}, and its connection is cut ${when}.${large}`;
  }
  const shorter = growth.connectionMs < growth.runnerMs;
  const ends = shorter
    ? `but no connection lives longer than ${duration(growth.connectionMs)}`
    : 'which fits';
  return `No: ${grows}; ${work}, ${ends}.${large}`;
}

function loadAnswer({ loads }: ClosedFormResult): string {
  if (loads.length === 0) return 'No: nothing here has a limit.';
  const over = loads.filter(({ load }) => load >= 1);
  const figures = loads
    .map(({ resource, load, loadAtPeak }) => {
      const peak = share(loadAtPeak) === share(load) ? '' : `, ${share(loadAtPeak)} at the peak`;
      // Beyond those of one run others work: a low load is no spare time of the runners of a run.
      const which = resource === 'runners' ? ', as many as may work at one time,' : '';
      return `${RESOURCE_WORDS[resource]}${which} at ${share(load)}${peak}`;
    })
    .join('; ');
  if (over.some(({ beyond }) => beyond === 'unstable'))
    return `YES, and it is unstable: ${figures}.`;
  if (over.some(({ beyond }) => beyond === 'overlap')) {
    return `Yes, but further queue runs start beside the first and share the work: ${figures}.`;
  }
  if (over.length > 0) return `Yes, the rest waits for a queue run: ${figures}.`;
  return loads.some(({ loadAtPeak }) => loadAtPeak >= 1)
    ? `Only at the peak: ${figures}.`
    : `No: ${figures}.`;
}

const RESOURCE_WORDS: Readonly<Record<Resource, string>> = {
  runners: 'queue runners',
  'background-processes': 'background processes',
  uplink: 'the uplink',
  'connection-limit': 'the remote server’s connection limit',
  throttle: 'the remote server’s throttle',
};

/** What makes mail pile up: "1,800 messages pile up ...". */
const BACKLOG_WORDS: Readonly<Record<BacklogCause, string>> = {
  interval: 'between two queue runs',
  mark: 'while a mark stands',
  fault: 'while the fault lasts',
  bulk: 'in the bulk mailing beyond the background processes',
  initial: 'in the backlog at the start',
};

/** A deferral's line: `attempted-reset` has the relay's address, `skipped-reset` has not. */
export function logLine(name: string): string {
  const [kind, text] = name.split('-');
  const relay = kind === 'attempted' ? 'relay=H [address]' : 'relay=H';
  const reply = '4.. and the remote server’s words';
  return `${relay}, stat=${statOf('deferred', text as DeferralText, 'H', reply)}`;
}
