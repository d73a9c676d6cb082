/** Time that never goes back, ms from an arbitrary moment: what the server measures everything by. */
export type Now = () => number;

export const monotonicNow: Now = () => performance.now();
