/** The inquiries by name. In a file of its own: who only names them loads nothing else. */
export const INQUIRY_NAMES = [
  'compare',
  'run',
  'ladder',
  'sweep',
  'recommend',
  'sensitivity',
] as const;

export type InquiryName = (typeof INQUIRY_NAMES)[number];
