/** The inquiries by name, as the command line and the server call them. */
import { compareAsked, runAsked } from './compare/comparison.ts';
import type { Asked } from './inquiry.ts';
import type { InquiryName } from './inquiry-names.ts';
import { ladderAsked } from './ladder/ladder-inquiry.ts';
import { recommendAsked } from './recommend/recommendation-inquiry.ts';
import { sensitivityAsked } from './sensitivity/sensitivity-inquiry.ts';
import { sweepAsked } from './sweep/sweep-inquiry.ts';

export const INQUIRIES: Readonly<Record<InquiryName, Asked>> = {
  compare: compareAsked,
  run: runAsked,
  ladder: ladderAsked,
  sweep: sweepAsked,
  recommend: recommendAsked,
  sensitivity: sensitivityAsked,
};
