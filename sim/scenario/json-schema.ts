/**
 * The published JSON Schema (draft-07) of scenario files, from the schema that checks them.
 */
import { z } from 'zod';
import { scenarioSchema } from './scenario-schema.ts';

/** A node of the schema, as far as we read it ourselves. */
export interface JsonNode {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonNode | boolean;
  readonly items?: JsonNode;
  readonly anyOf?: readonly JsonNode[];
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly 'x-default'?: string;
  readonly 'x-source'?: string;
}

export function scenarioJsonSchema(): JsonNode {
  const schema = z.toJSONSchema(scenarioSchema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
  });
  return {
    ...(schema as unknown as JsonNode),
    title: 'mailpath scenario',
    description: 'A mail path to simulate: docs/scenario-reference.md.',
  } as JsonNode;
}
