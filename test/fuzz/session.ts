/** Carries out cases, counts how their commands end, and makes the input of a failure small. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Finding, findingsOf, type Schemas } from './checks.ts';
import type { Chain, Command, FuzzCase } from './fuzz-case.ts';
import { minimised } from './minimise.ts';
import { type Bounds, Program } from './program.ts';

export interface Failure extends Finding {
  readonly fuzzCase: FuzzCase;
  /** Up to the command that failed. */
  readonly chain: Chain;
  readonly command: Command;
  readonly input: Buffer;
}

const SHRINK_WITHIN_MS = 30_000;
const SHRINK_RUNS = 400;

export class Session {
  /** How often a command ended with a code, or by what stopped it. */
  readonly endings = new Map<string, Map<string, number>>();
  private readonly known = new Set<string>();
  private readonly folder = mkdtempSync(join(tmpdir(), 'mailpath-fuzz-'));
  private readonly program: Program;
  private readonly schemas: Schemas;

  /** `compiled`: the folder of compiled files; `module`: what exports `commandLine`, in it. */
  constructor(compiled: string, module: string, schemas: Schemas, bounds?: Bounds) {
    this.program = new Program(compiled, module, this.folder, bounds);
    this.schemas = schemas;
  }

  /** The failures of one case that differ from all earlier ones of this session. */
  async carryOut(fuzzCase: FuzzCase): Promise<Failure[]> {
    const failures: Failure[] = [];
    for (const chain of fuzzCase.chains) {
      const { findings, at } = await this.follow(chain, fuzzCase.file, fuzzCase.input, true);
      for (const finding of findings) {
        const name = nameOf(chain[at], finding);
        if (this.known.has(name)) continue;
        this.known.add(name);
        const upTo = chain.slice(0, at + 1);
        const { input } = fuzzCase;
        failures.push({ ...finding, fuzzCase, chain: upTo, command: chain[at], input });
      }
    }
    return failures;
  }

  /** The failure with an input that is as small as was found in half a minute. */
  async smallest(failure: Failure): Promise<Failure> {
    const { fuzzCase, chain, command } = failure;
    const untilMs = performance.now() + SHRINK_WITHIN_MS;
    let runs = 0;
    const input = await minimised(
      failure.input,
      async (smaller) => {
        runs++;
        const { findings, at } = await this.follow(chain, fuzzCase.file, smaller, false);
        const same = (finding: Finding) => nameOf(command, finding) === nameOf(command, failure);
        return chain[at] === command && findings.some(same);
      },
      () => performance.now() < untilMs && runs < SHRINK_RUNS,
    );
    return { ...failure, input };
  }

  close(): void {
    this.program.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Until a command fails, or ends with another code than 0. */
  private async follow(
    chain: Chain,
    file: string,
    input: Buffer,
    counted: boolean,
  ): Promise<{ findings: Finding[]; at: number }> {
    for (const name of readdirSync(this.folder)) rmSync(join(this.folder, name));
    writeFileSync(join(this.folder, file), input);
    let messages = 0;
    for (const [at, command] of chain.entries()) {
      if (messages > command.mostMessages) {
        if (counted) this.count(command, 'not run');
        continue;
      }
      const ended = await this.program.run(command.words);
      if (counted) this.count(command, ended.ending === 'exit' ? String(ended.code) : ended.ending);
      const findings = findingsOf(command, ended, this.folder, this.schemas);
      if (findings.length > 0) return { findings, at };
      if (ended.code !== 0) break;
      messages = messagesTold(ended.out) ?? messages;
    }
    return { findings: [], at: 0 };
  }

  private count({ words: [name] }: Command, ending: string): void {
    const counts = this.endings.get(name) ?? new Map<string, number>();
    counts.set(ending, (counts.get(ending) ?? 0) + 1);
    this.endings.set(name, counts);
  }
}

/** Failures of one name have one cause, as far as one can tell: the command, the kind, the words. */
function nameOf({ words: [command] }: Command, { kind, seen }: Finding): string {
  const words = seen
    .replace(/"(?:[^"\\]|\\.)*"|'[^']*'|“[^”]*”/g, '""')
    .replace(/[^\s.,;:/]*\d[^\s;]*/g, '0');
  return `${command}: ${kind}: ${kind.startsWith('takes') ? '' : words.slice(0, 160)}`;
}

/** `about 54,000 messages a replication`, as `validate` says. */
function messagesTold(text: string): number | null {
  const [, number] = /about ([\d,]+) messages? a replication/.exec(text) ?? [];
  return number === undefined ? null : Number(number.replaceAll(',', ''));
}
