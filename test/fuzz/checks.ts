/** What must hold of every command, whatever its input: each thing that does not is a finding. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ValidateFunction } from 'ajv';
import { type DefaultTreeAdapterTypes, parse as parseHtml } from 'parse5';
import { parse as parseYaml } from 'yaml';
import type { Command, Form, SchemaName } from './fuzz-case.ts';
import type { Ended } from './program.ts';

export interface Finding {
  /** What did not hold: one of few. */
  readonly kind: string;
  /** What was seen of it. */
  readonly seen: string;
}

/** By name. */
export type Schemas = ReadonlyMap<SchemaName, ValidateFunction>;

const ENDINGS = { time: 'takes too long', memory: 'takes too much memory', crash: 'crashes' };
const CODES: readonly (number | null)[] = [0, 2, 3, 4];

/** Below space but newline and tab, DEL, C1, line separators, overrides and isolates of direction. */
const CONTROL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
/** A run that reaches one of its limits says so; lines of progress may stand before it. */
const STOPPED = /^Stopped: /m;
const STACK_TRACE = /^\s+at .*(?::\d+:\d+|<anonymous>|native)\)?$/m;

/** What is wrong with how a command ended, and with what it wrote into `folder`. */
export function findingsOf(
  command: Command,
  ended: Ended,
  folder: string,
  schemas: Schemas,
): Finding[] {
  const { ending, code, out, err } = ended;
  if (ending !== 'exit') return [{ kind: ENDINGS[ending], seen: lastLines(err) }];
  if (!CODES.includes(code)) return [{ kind: `ends with ${code}`, seen: lastLines(err) }];
  const findings = [
    ...textFindings('standard output', out, command.form),
    ...textFindings('standard error', err, 'text'),
  ];
  if (STACK_TRACE.test(out + err)) findings.push({ kind: 'stack trace', seen: lastLines(err) });
  if (command.runs && !ranAsItShould(ended)) {
    findings.push({ kind: 'what was accepted is refused', seen: firstLines(err) });
  }
  if (code !== 0 && code !== 4) return findings;
  findings.push(...formFindings('standard output', out, command, schemas));
  for (const [name, form] of Object.entries(command.files)) {
    const path = join(folder, name);
    if (!existsSync(path)) {
      findings.push({ kind: 'file not written', seen: name });
      continue;
    }
    const text = readFileSync(path, 'utf8');
    findings.push(...textFindings(name, text, form));
    findings.push(...formFindings(name, text, { form, schema: null }, schemas));
  }
  return findings;
}

function ranAsItShould({ code, err }: Ended): boolean {
  return code === 0 || code === 4 || (code === 3 && STOPPED.test(err));
}

function firstLines(text: string): string {
  return text.trim().split('\n').slice(0, 8).join('\n').slice(0, 1000);
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-8).join('\n').slice(0, 1000);
}

function textFindings(where: string, text: string, form: Form): Finding[] {
  // Lines of CSV end with CR LF (RFC 4180).
  const shown = form === 'csv' ? text.replaceAll('\r\n', '\n') : text;
  const found = CONTROL.exec(shown);
  if (found === null) return [];
  const around = JSON.stringify(shown.slice(Math.max(0, found.index - 60), found.index + 60));
  const point = found[0].charCodeAt(0).toString(16).padStart(4, '0');
  return [{ kind: 'control character', seen: `U+${point} in ${where}: ${around}` }];
}

function formFindings(
  where: string,
  text: string,
  { form, schema }: Pick<Command, 'form' | 'schema'>,
  schemas: Schemas,
): Finding[] {
  const found = (kind: string, seen: string) => [{ kind, seen: `${where}: ${seen}` }];
  try {
    if (form === 'json') return schemaFindings(where, JSON.parse(text), schema, schemas);
    if (form === 'json-lines')
      text
        .split('\n')
        .filter(Boolean)
        .forEach((line) => void JSON.parse(line));
    if (form === 'yaml') parseYaml(text);
    if (form === 'csv' && !hasEqualRows(text)) return found('CSV', 'rows of unequal length');
    if (form === 'html') {
      const wrong = wrongInHtml(text);
      if (wrong !== null) return found('HTML', wrong);
    }
    return [];
  } catch (error) {
    return found(`${form} cannot be parsed`, `${(error as Error).message}: ${text.slice(0, 200)}`);
  }
}

function schemaFindings(
  where: string,
  data: unknown,
  name: SchemaName | null,
  schemas: Schemas,
): Finding[] {
  if (name === null) return [];
  const validate = schemas.get(name) as ValidateFunction;
  if (validate(data)) return [];
  const errors = (validate.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath} ${message}`,
  );
  return [{ kind: 'not as its schema says', seen: `${where}: ${errors.slice(0, 5).join('; ')}` }];
}

function hasEqualRows(text: string): boolean {
  const rows = text.split(/\r?\n(?=(?:[^"]*"[^"]*")*[^"]*$)/).filter((row) => row !== '');
  const columns = rows.map((row) => row.replace(/"(?:[^"]|"")*"/g, '').split(',').length);
  return columns.length > 0 && columns.every((count) => count === columns[0]);
}

const NO_SUCH_ELEMENTS = ['script', 'iframe', 'object', 'embed', 'base', 'form', 'link'];
const REACHES_OUT = /^\s*(?:javascript|data|https?|\/\/)/i;

/** Null: nothing. A report has no scripts, and needs nothing else. */
function wrongInHtml(text: string): string | null {
  let wrong: string | null = null;
  const document = parseHtml(text, {
    onParseError: ({ code, startLine, startCol }) => {
      wrong ??= `${code} at ${startLine}:${startCol}`;
    },
  });
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('attrs' in node) {
      if (NO_SUCH_ELEMENTS.includes(node.tagName)) wrong ??= `an element ${node.tagName}`;
      for (const { name, value } of node.attrs) {
        const leads = ['href', 'src', 'xlink:href', 'action'].includes(name);
        if (name.startsWith('on')) wrong ??= `an attribute ${name}`;
        if (leads && node.tagName !== 'a' && REACHES_OUT.test(value))
          wrong ??= `${name}="${value.slice(0, 80)}"`;
        if (leads && /^\s*javascript/i.test(value)) wrong ??= `${name}="${value.slice(0, 80)}"`;
      }
    }
    if ('childNodes' in node) node.childNodes.forEach(visit);
  };
  visit(document);
  return wrong;
}
