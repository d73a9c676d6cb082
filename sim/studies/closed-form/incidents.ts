/**
 * "Can this happen here?" by closed forms alone, for where nothing was simulated: does a mark outlive
 * its cause, is a connection cut at its lifetime, does mail find no place?
 *
 * One-sided: "no" and "yes" hold on nine days of ten at least; between them it depends on chance, and
 * a simulation has the answer. How often they are wrong is counted over random scenarios
 * (test/studies/closed-form). A day has a mark if one held up mail, for over five minutes in all.
 */

import { FAULTS } from '../../mailpath/faults.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import type { CanItHappenResult } from '../result/result-schema.ts';
import { type PossibleBacklog, possibleBacklogs } from './backlogs.ts';
import { expectedCuts } from './cut-chance.ts';
import { both, chanceOf, type Expected, NONE } from './expected-events.ts';
import { type HostMail, hostMails } from './host-mail.ts';
import { expectedTooMany, expectedWithoutProcess } from './limit-chance.ts';
import { expectedMarks } from './mark-chance.ts';

export function incidents(input: MailPathInput): CanItHappenResult['incidents'] {
  const mails = hostMails(input);
  const withoutProcess = expectedWithoutProcess(input, mails);
  const each = mails.map((mail) => {
    const before = possibleBacklogs(input, mail, withoutProcess, NONE);
    const hasBacklog = before.some(({ messages }) => messages >= 1);
    const tooMany = expectedTooMany(input, mail, hasBacklog);
    const marks = expectedMarks(input, mail, {
      cuts: expectedCuts(input, mail, before),
      refusals: tooMany,
      backlogs: otherBacklogs(input, mail, withoutProcess),
    });
    const cuts = expectedCuts(input, mail, possibleBacklogs(input, mail, withoutProcess, marks));
    return { mail, tooMany, marks, cuts };
  });
  const all = (of: (one: (typeof each)[number]) => Expected) => each.map(of).reduce(both, NONE);
  const marks = new Map(each.map(({ mail, marks: ofHost }) => [mail.index, ofHost]));
  const main = each.map((one) => one.marks).sort((a, b) => b.low - a.low || b.high - a.high)[0];
  return {
    mark: { ...chanceOf(heldUp(input, marks)), cause: main?.cause ?? null },
    cut: chanceOf(all(({ cuts }) => cuts)),
    noProcess: chanceOf(withoutProcess),
    tooMany: chanceOf(all(({ tooMany }) => tooMany)),
  };
}

/** Beside what a fault that marks defers. */
function otherBacklogs(
  input: MailPathInput,
  mail: HostMail,
  withoutProcess: Expected,
): PossibleBacklog[] {
  const faults = mail.faults.filter(({ fault }) => FAULTS[fault.kind].ends?.memory !== 'bad');
  return possibleBacklogs(input, { ...mail, faults }, withoutProcess, NONE);
}

/** A mark holds mail up where the other hosts of its route are marked as well. */
function heldUp({ destinations }: MailPathInput, marks: ReadonlyMap<number, Expected>): Expected {
  return destinations
    .map(({ route }): Expected => {
      const hosts = route.flat().map((host) => marks.get(host) ?? NONE);
      return {
        low: hosts.length > 1 ? 0 : hosts[0].low,
        high: Math.min(...hosts.map(({ high }) => high)),
      };
    })
    .reduce(both, NONE);
}
