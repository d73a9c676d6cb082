/** The inquiries by name, as the command line and the server call them. */
import { compareAsked, runAsked } from './comparison.ts';
import type { Asked } from './inquiry.ts';
import type { InquiryName } from './inquiry-names.ts';
import { ladderAsked } from './ladder.ts';
import { recommendAsked } from './recommendation.ts';
import { sensitivityAsked } from './sensitivity.ts';
import { sweepAsked } from './sweep.ts';

export const INQUIRIES: Readonly<Record<InquiryName, Asked>> = {
  compare: compareAsked,
  run: runAsked,
  ladder: ladderAsked,
  sweep: sweepAsked,
  recommend: recommendAsked,
  sensitivity: sensitivityAsked,
};
