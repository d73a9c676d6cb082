/** Commands of the studies (studies/index.ts): a loop over the list, so that a new study is one. */
import type { LogStudyDefinition, StudyDefinition } from '../studies/definition.ts';
import {
  LOG_OPTIONS,
  LOG_POSITIONAL,
  type OptionDefinition,
  type Options,
  OUTPUT_OPTIONS,
  REPORT_OPTIONS,
  RUNNER_OPTIONS,
  SEED_OPTION,
  SET_OPTION,
  WITHIN_OPTION,
} from '../studies/options.ts';
import type { Command } from './command.ts';

export function studyCommand(study: StudyDefinition): Command {
  const { name, describe, defaultScenario, example, options, csvRow, schema, examples } = study;
  const otherwise = defaultScenario === null ? '' : ` (default: ${defaultScenario})`;
  return {
    name,
    describe,
    positional: {
      name: 'scenario',
      describe: `A scenario file, the name of a shipped one, or -${otherwise}`,
      required: defaultScenario === null,
      example: example === undefined ? 'main' : `main ${example}`,
    },
    options: {
      ...options,
      set: SET_OPTION,
      seed: SEED_OPTION,
      within: WITHIN_OPTION,
      ...RUNNER_OPTIONS,
      ...jsonOption(schema),
      csv: { type: 'flag', describe: `Print one CSV row for ${csvRow}` },
      ...OUTPUT_OPTIONS,
      ...REPORT_OPTIONS,
      // A study may have more to say of what --full is for.
      ...('full' in options ? { full: options.full } : {}),
    },
    examples,
    run: async (...given) => (await import('./run-study.ts')).runStudy(study, ...given),
  };
}

export function logStudyCommand(study: LogStudyDefinition): Command {
  const { name, describe, options, examples, schema } = study;
  const { output, quiet } = OUTPUT_OPTIONS;
  const reported =
    schema === null
      ? {}
      : { full: LOG_FULL_OPTION, ...jsonOption(schema), output, quiet, ...REPORT_OPTIONS };
  return {
    name,
    describe,
    positional: LOG_POSITIONAL,
    options: { ...LOG_OPTIONS, ...options, ...reported, quiet },
    examples,
    run: async (...given) => (await import('./log-study.ts')).runLogStudy(study, ...given),
  };
}

const LOG_FULL_OPTION: OptionDefinition = {
  type: 'flag',
  describe: 'Print everything: all findings, figures, assumptions, what the log does not show',
};

function jsonOption(schema: string): Options {
  return {
    json: {
      type: 'flag',
      describe: `Print the result as JSON (mailpath schema ${schema} describes it)`,
    },
  };
}
