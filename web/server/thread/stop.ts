/** Words of shared memory that tell a thread how its run is to end. */
export const STOP = {
  /** With what there is, which is kept. */
  early: 1,
  /** Nobody reads it any more. */
  cancelled: 2,
} as const;
