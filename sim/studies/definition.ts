/**
 * A study, defined once: what it is called, what it takes, what it runs, its result, its report.
 *
 *   index.ts      the list: one line a study
 *   X/index.ts    its definition, which loads nothing: help, completion and errors come at once
 *   X/request.ts  the rest, loaded when it is asked for
 *
 * The command line, completion, the HTTP interface, the page, the published schemas and the generated
 * documents are loops over the list. Studies of mail logs stand in a list of their own, since they
 * read a log in a scenario's place. Pure: whoever drives a study decides where it runs.
 */
import type { z } from 'zod';
import type { Report } from '../document/report.ts';
import type { MailLogOptions } from '../maillog/mail-log.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Arguments } from './arguments.ts';
import type { Options } from './options.ts';
import type { Scope } from './result/result-schema.ts';
import type { Study } from './study.ts';
import type { ReadSubject } from './subject.ts';

/** How the page asks for an option: a field of its form, in the order of the options. */
export interface PageField {
  readonly label: string;
  /** `vary`: one or two values of the scenario, by their paths, and what is tried of each. */
  readonly field: 'setting' | 'metric' | 'number' | 'text' | 'flag' | 'vary';
  /** What stands there first; empty: nothing, and the option is left out. */
  readonly initial: string;
  /** What the scenario states of these stands there first, where it states some. */
  readonly own?: 'objectives' | 'bounds';
  readonly hint?: string;
}

export interface StudyDefinition {
  readonly name: string;
  readonly describe: string;
  /** The scenario where none is named; null: one has to be. */
  readonly defaultScenario: string | null;
  /** What follows the scenario in an example of a whole command line. */
  readonly example?: string;
  /** Its own, beside those of every study (the scenario's changes, the seed, where the result goes). */
  readonly options: Options;
  /** A row of its CSV. */
  readonly csvRow: string;
  /** A command line without `mailpath`, and what it is for. */
  readonly examples: readonly (readonly [string, string])[];
  /** Its view in the page; null: it is part of another. */
  readonly page: {
    readonly title: string;
    /** What it answers, in a sentence or two. */
    readonly about: string;
    /** On the button. */
    readonly start: string;
    readonly fields: Readonly<Record<string, PageField>>;
  } | null;
  /** Fewer replications are an answer of the same kind: the server may report it early. */
  readonly interim?: true;
  /** To plan it takes long (each point of a sweep reads the scenario): that is part of the run. */
  readonly slowPlan?: true;
  /** Name of its published schema, docs/NAME.schema.json. */
  readonly schema: string;
  readonly load: () => Promise<{ readonly request: StudyRequest }>;
}

/** What the study itself does not know. */
export type ScopeContext = Pick<Scope, 'version' | 'scenario' | 'assumptions'>;

/** What every result says of where it comes from. */
export type Origin = Pick<Scope, 'version' | 'scenario' | 'seed' | 'assumptions' | 'partial'>;

/** What is known before a study is run: what runs, and what is made of what it found. */
export interface Planned<Found, Result> {
  readonly study: Study<Found>;
  /** What the result is about, where that is not the scenario as it was read. */
  readonly scenario?: Scenario;
  /** Named settings whose notes belong to the result. */
  readonly settings: readonly string[];
  /** Null: the study was stopped before there was anything to show. */
  readonly result: (found: Found, context: ScopeContext) => Result | null;
  /** `charts`: the report is drawn, so that example runs for its charts are worth their time. */
  readonly report: (result: Result, command: string, charts: boolean) => Report;
}

/** Of a result: title and schema, as published. */
export interface ResultSchema {
  readonly title: string;
  readonly of: z.ZodType;
}

export interface StudyRequest<Found = unknown, Result extends Origin = Origin> {
  readonly schema: ResultSchema;
  /** Checks options, before any scenario is read (UsageError); then plans it (UsageError, InvalidScenario). */
  readonly plan: (args: Arguments) => (subject: ReadSubject) => Planned<Found, Result>;
  readonly csv: (result: Result) => string;
  /** An objective or an expectation is not met. */
  readonly unmet?: (result: Result) => boolean;
}

/** Types of what it finds and of its result are the study's own business. */
export function studyRequest<Found, Result extends Origin>(
  request: StudyRequest<Found, Result>,
): StudyRequest {
  return request as unknown as StudyRequest;
}

interface OfLogs extends Pick<StudyDefinition, 'name' | 'describe' | 'examples'> {
  /** Its own, beside how a log is read and where the result goes. */
  readonly options: Options;
}

/** A study of mail logs whose result is reported. */
export interface LogReportDefinition extends OfLogs {
  readonly schema: string;
  readonly load: () => Promise<{
    readonly request: LogRequest<LogFinding> & { readonly schema: ResultSchema };
  }>;
}

/** A study of mail logs whose result is a scenario. */
export interface LogScenarioDefinition extends OfLogs {
  readonly schema: null;
  readonly load: () => Promise<{ readonly request: LogRequest<LogScenario> }>;
}

export type LogStudyDefinition = LogReportDefinition | LogScenarioDefinition;

export interface LogRequest<Answer> {
  /** Checks options, before any log is read. Throws a UsageError. */
  readonly plan: (args: Arguments) => LogPlan<Answer>;
}

/** A log is never held in memory: what a study needs of it is gathered as it streams by. */
export type LogPlan<Answer> = (options: MailLogOptions) => {
  readonly into: LogSink;
  /**
   * After the last piece. Says how far it is; where it is then stopped, it answers with what there is.
   * Throws InvalidLog where the logs have nothing to say.
   */
  readonly answer: (source: LogSource) => Generator<LogProgress, Answer, boolean>;
};

/** Takes pieces of bytes; `endFile` between two files and at the end. */
export interface LogSink {
  push(bytes: Uint8Array): void;
  endFile(): void;
}

/** What was read. */
export interface LogSource {
  /** Of mailpath. */
  readonly version: string;
  /** As the user names them, in the order in which they were read. */
  readonly files: readonly string[];
  /** False: reading was stopped before the end. */
  readonly whole: boolean;
  /** How the result refers to a file that is written beside it. */
  readonly refer: (file: string) => string;
}

export interface LogProgress {
  readonly share: number;
  readonly doing: string;
}

export interface LogFinding {
  /** Plain data without NaN, as its published JSON Schema describes it. */
  readonly json: object;
  readonly report: Report;
}

export interface LogScenario {
  readonly scenario: string;
  /** The file of recorded arrivals that it refers to; null: it refers to none. */
  readonly recorded: string | null;
}
