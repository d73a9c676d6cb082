/** The schemas that the program prints, ready to check results against. */
import { Ajv } from 'ajv';
import type { Schemas } from './checks.ts';
import { SCHEMAS, type SchemaName } from './fuzz-case.ts';
import { Program } from './program.ts';

/** `compiled`, `module`: as a Session takes them. */
export async function readSchemas(compiled: string, module: string): Promise<Schemas> {
  const ajv = new Ajv({ strict: false });
  const program = new Program(compiled, module, compiled);
  try {
    const schemas = new Map<SchemaName, ReturnType<Ajv['compile']>>();
    for (const name of SCHEMAS) {
      const { code, out, err } = await program.run(['schema', name]);
      if (code !== 0) throw new Error(`mailpath schema ${name} ended with ${code}: ${err}`);
      schemas.set(name, ajv.compile(JSON.parse(out)));
    }
    return schemas;
  } finally {
    program.close();
  }
}
