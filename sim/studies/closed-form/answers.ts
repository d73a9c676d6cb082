/**
 * "Can this happen here?" in words: three questions, an answer for each setting, settings with the
 * same answer together. Where days were simulated they answer, and closed forms explain; where none
 * were, closed forms answer alone, one-sided (incidents.ts). How it is set out: report-sections.ts.
 */

import { capitalised, count, duration, messages, rate, share } from '../../document/quantity.ts';
import { type DeferralText, statOf } from '../../mailpath/fault-columns.ts';
import { faultWords } from '../../mailpath/faults.ts';
import { figureWords } from '../days-words.ts';
import { MARKED_TOO_LONG_MS } from '../objective.ts';
import type { CanItHappenResult, Result } from '../result/result-schema.ts';
import type { BacklogCause } from './backlogs.ts';
import type { Resource } from './closed-form.ts';

/** Settings with their answers. */
export interface Answered {
  readonly settings: readonly Pick<Result['settings'][number], 'name' | 'canItHappen'>[];
}

/** The questions with their answers: `names` is empty where all settings have the same one. */
export function closedFormAnswers({ settings }: Answered) {
  const [{ canItHappen: first }] = settings;
  const lifetime = first.runnerShare.lifetimeMs;
  const questions: [string, (answer: CanItHappenResult) => string][] = [
    [`Does a mark hold mail up for over ${duration(MARKED_TOO_LONG_MS)}?`, markAnswer],
    [
      lifetime === null
        ? 'Does a connection grow too old?'
        : `Does a connection reach the lifetime limit of ${duration(lifetime)}?`,
      cutAnswer,
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
function overGateways({ gateways }: CanItHappenResult): string {
  return gateways > 1 ? ` over ${count(gateways)} gateways` : '';
}

function atEachGateway({ gateways }: CanItHappenResult): string {
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

/** Of the days, or of closed forms alone; and why. */
function answered(
  { incidents, simulated }: CanItHappenResult,
  incident: 'mark' | 'cut',
  figures: string,
  why: string,
): string {
  const expected = incidents[incident];
  if (simulated === null) return `${expectedWords(expected)}: ${why}`;
  const { days } = simulated;
  const found = simulated.daysWith[incident];
  const lead = found === 0 ? `On none of ${days} days` : `On ${found} of ${days} days${figures}`;
  const isUnexpected =
    (expected.answer === 'no' && found > days / 10) ||
    (expected.answer === 'yes' && found < days - days / 10);
  if (!isUnexpected) return `${lead}: ${why}`;
  return `${lead}. The closed form expected ${expected.answer === 'no' ? 'none' : 'it every day'}: it leaves out what decides here.`;
}

/** Below and above this what the chance may be says nothing. */
const OPEN = 0.1;

function expectedWords(incident: CanItHappenResult['incidents']['cut']): string {
  const { answer, chance } = incident;
  const { low, high } = chance;
  if (answer !== 'depends') return answer === 'no' ? 'No' : 'Yes';
  if (low < OPEN && high > 1 - OPEN) return 'It depends, and only a simulation can tell';
  return `It depends on chance, on ${share(low)} to ${share(high)} of the days`;
}

function markAnswer(answer: CanItHappenResult): string {
  const { mark, arrivalsPerMs, simulated } = answer;
  if (arrivalsPerMs.peak === 0) return 'No mail arrives, so nothing is marked.';
  if (mark.lastsMs === 0) {
    return answered(
      answer,
      'mark',
      '',
      'HostStat is off, so nothing outlives the process that saw it.',
    );
  }
  const marked = simulated?.measures['marked-time'];
  const figures =
    marked === undefined ? '' : `; the host is marked for ${figureWords(marked)} on a typical day`;
  return answered(answer, 'mark', figures, markReason(answer));
}

function markReason(answer: CanItHappenResult): string {
  const { mark, messageMs, incidents, simulated } = answer;
  const { openConnections, stickyFault, lastsMs, hasAlternative } = mark;
  const { cause } = incidents.mark;
  const isHeldUp =
    simulated === null ? incidents.mark.answer !== 'no' : simulated.daysWith.mark > 0;
  if (cause === null) return 'nothing here marks the host.';
  if (!isHeldUp && hasAlternative) {
    return 'a mark keeps mail from one host only, and the others of its route take it.';
  }
  if (stickyFault !== null && isHeldUp) {
    const long =
      stickyFault.lastsMs === null ? 'indefinitely' : `for ${duration(stickyFault.lastsMs)}`;
    return `“${faultWords(stickyFault.kind)}” lasts ${long} and a message only ${duration(messageMs.alone)}, so no open connection is left to erase the mark, which stays for ${duration(lastsMs)}.`;
  }
  const marks = MARKS[cause] ?? `“${faultWords(cause)}” marks the host`;
  if (openConnections === 0) {
    return isHeldUp
      ? `${marks}, and a mark stands if none of the runners of that queue run ends well after it.`
      : `${marks}, and a runner that ends well after it erases the mark.`;
  }
  const open = `${count(openConnections)} connections are open on average${atEachGateway(answer)}`;
  return isHeldUp
    ? `${marks}, and a mark stands where no connection that is open then closes well; ${open}.`
    : `${marks}, and each connection that closes well erases the mark; ${open}.`;
}

const MARKS: Readonly<Record<string, string>> = {
  cut: 'a cut marks the host',
  'one-too-many': 'a connection that is one too many marks the host',
  start: 'the host is marked at the start',
};

function cutAnswer(answer: CanItHappenResult): string {
  const { runnerShare, simulated } = answer;
  if (runnerShare.lifetimeMs === null) {
    return 'No: the remote server never cuts a connection for its age.';
  }
  const cuts = simulated?.measures.cuts;
  const figures = cuts === undefined ? '' : `; cuts on a typical day: ${figureWords(cuts)}`;
  return answered(answer, 'cut', figures, cutReason(answer));
}

function cutReason(answer: CanItHappenResult): string {
  const { runnerShare, neverFitsShare, incidents, simulated } = answer;
  const { carriedInLifetime } = runnerShare;
  const large =
    neverFitsShare > 0
      ? ` ${share(neverFitsShare)} of the messages never fit into it at the mean goodput.`
      : '';
  const isMarked =
    simulated === null ? incidents.mark.answer !== 'no' : simulated.daysWith.mark > 0;
  const isCut = simulated === null ? incidents.cut.answer !== 'no' : simulated.daysWith.cut > 0;
  const backlogs = runnerShare.backlogs.filter(({ cause }) => cause !== 'mark' || isMarked);
  if (isCut && !backlogs.some(({ cut }) => cut)) {
    if (large !== '') return large.trim();
    return `${backlogWords(answer)}; a runner’s share of it takes so long, or a message by itself.`;
  }
  if (backlogs.length === 0) return `${backlogWords(answer)}.${large}`;
  const growth = backlogs.find(({ cut }) => cut) ?? backlogs[0];
  const grows = `${messages(growth.messages)} pile up${atEachGateway(answer)} ${BACKLOG_WORDS[growth.cause]}${growth.overMs > 0 ? ` (${duration(growth.overMs)})` : ''}`;
  const work = `that is ${duration(growth.runnerMs)} of work for each runner`;
  if (growth.cut !== isCut) return `${grows}; ${work} of one queue run.${large}`;
  if (growth.cut) {
    const carried = carriedInLifetime ?? 0;
    const when =
      carried < 1
        ? 'before its first message is delivered'
        : `after about ${messages(Number(carried.toPrecision(2)))}`;
    return `${grows}; ${work}, and its connection is cut ${when}.${large}`;
  }
  const shorter = growth.connectionMs < growth.runnerMs;
  const ends = shorter
    ? `but no connection lives longer than ${duration(growth.connectionMs)}`
    : 'which fits';
  return `${grows}; ${work}, ${ends}.${large}`;
}

function loadAnswer(answer: CanItHappenResult): string {
  return [loadWords(answer), ...placeWords(answer), ...seenWords(answer)].join(' ');
}

function loadWords({ loads, incidents, simulated }: CanItHappenResult): string {
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
  if (loads.some(({ loadAtPeak }) => loadAtPeak >= 1)) return `Only at the peak: ${figures}.`;
  const { noProcess, tooMany } = incidents;
  const isFull =
    simulated === null
      ? [noProcess.answer, tooMany.answer].some((answer) => answer !== 'no')
      : simulated.daysWith.noProcess + simulated.daysWith.tooMany > 0;
  return isFull ? `Not on average: ${figures}.` : `No: ${figures}.`;
}

/** A system without waiting room turns mail away far below a load of 100%. */
function placeWords({ incidents, simulated }: CanItHappenResult): string[] {
  if (simulated !== null) {
    const { days, daysWith, measures } = simulated;
    const many = figureWords(measures['without-process']);
    return [
      ...(daysWith.noProcess === 0
        ? []
        : [
            `All background processes were busy on ${daysWith.noProcess} of ${days} days, and ${many} messages of a typical day waited for a queue run.`,
          ]),
      ...(daysWith.tooMany === 0
        ? []
        : [`A connection was one too many on ${daysWith.tooMany} of ${days} days.`]),
    ];
  }
  const noProcess = WHEN[incidents.noProcess.answer];
  const tooMany = WHEN[incidents.tooMany.answer];
  return [
    ...(noProcess === null
      ? []
      : [`All background processes are busy ${noProcess}, and mail then waits for a queue run.`]),
    ...(tooMany === null ? [] : [`A connection is one too many ${tooMany}.`]),
  ];
}

const WHEN = { no: null, yes: 'at times', depends: 'on some days, if at all' } as const;

/** As the days have shown it; where there are none what closed forms expect. */
function backlogWords({ simulated }: CanItHappenResult): string {
  if (simulated === null) return 'nothing is expected to pile up in front of the runners';
  return `the largest backlog of a typical day is ${figureWords(simulated.measures['backlog-peak'])}`;
}

function seenWords(answer: CanItHappenResult): string[] {
  const { simulated } = answer;
  if (simulated === null) return [];
  const runners = figureWords(simulated.measures['busy-runners-peak']);
  return [
    `${capitalised(backlogWords(answer))}; queue runners at work at one time: up to ${runners}.`,
  ];
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
