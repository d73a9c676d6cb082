/** Finished runs for tests of what keeps them. */
import type { StoredRun } from '../../../web/server/result-store.ts';

type Files = StoredRun['files'];

export const SMALL_FILES: Files = { result: '{}', report: '{}', csv: '', text: '' };

/** What a thread answers whose study is finished. */
export const FINISHED = { files: SMALL_FILES, partial: false, unmet: false, endedBy: null };

/** A run of that id; what is not given of its files is small and tells runs apart. */
export function storedRun(id: string, files: Partial<Files> = {}): StoredRun {
  const record = {
    id,
    study: 'run',
    scenario: 'small',
    finishedAt: '2026-01-05T00:00:00.000Z',
    partial: false,
    unmet: false,
    endedBy: null,
  };
  return { record, files: { ...SMALL_FILES, result: `{"id":"${id}"}`, text: 'é', ...files } };
}
