/**
 * How threads load their program: by import alone. Piscina tries require first, and Node (20.20)
 * ends the whole process where a thread is ended while it requires a module of ECMAScript: "FATAL
 * ERROR: v8::Module::IsGraphAsync". An import that is broken off does no harm.
 */
const BY_IMPORT = '--no-experimental-require-module';

/** Arguments of Node for each thread; older ones know neither the flag nor the fault. */
export const THREAD_ARGUMENTS: string[] = process.allowedNodeEnvironmentFlags.has(BY_IMPORT)
  ? [BY_IMPORT]
  : [];
