/** A broken invariant is our bug, never the user's: it says so and stops the run. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** Throws an InvariantError unless the condition holds. `message` should be a literal. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}
