/**
 * The hosts that a message may go to, in the order in which an attempt tries them.
 *
 * A route is an ordered list (`a:b`) of groups of equal preference (`a,b`). Within a group a host
 * that the process already has a connection to comes first, the others in random order, drawn
 * anew for each attempt. Source: Sendmail 8.17.1, deliver.c (hostsignature, parse_hostsignature).
 */
import type { DeliveryProcess } from './delivery-process.ts';
import type { DestinationInput } from './input.ts';
import { DRAW_SHUFFLE } from './purpose.ts';
import type { World } from './world.ts';

export function orderCandidates(
  world: World,
  process: DeliveryProcess,
  destination: DestinationInput,
  slot: number,
): void {
  process.candidateCount = 0;
  process.candidateIndex = 0;
  const { route } = destination;
  if (route.length === 1 && route[0].length === 1) {
    process.candidates[0] = route[0][0];
    process.candidateCount = 1;
    return;
  }
  for (const group of route) {
    const from = process.candidateCount;
    for (const host of group) {
      if (process.hasOpen(host)) process.candidates[process.candidateCount++] = host;
    }
    const shuffledFrom = process.candidateCount;
    for (const host of group) {
      if (!process.hasOpen(host)) process.candidates[process.candidateCount++] = host;
    }
    if (process.candidateCount - from > 1) shuffle(world, process, shuffledFrom, slot);
  }
}

/** Fisher and Yates, from one uniform draw: a group has few hosts, a draw has 52 bits. */
function shuffle(world: World, process: DeliveryProcess, from: number, slot: number): void {
  const { messages, draws } = world;
  let u = draws.uniform(messages.number[slot], messages.attempts[slot], DRAW_SHUFFLE);
  const { candidates } = process;
  for (let i = process.candidateCount - 1; i > from; i--) {
    const choices = i - from + 1;
    const scaled = u * choices;
    const pick = Math.floor(scaled);
    u = scaled - pick;
    const host = candidates[from + pick];
    candidates[from + pick] = candidates[i];
    candidates[i] = host;
  }
}
