/** The sample project: real recorded runs that come with the program as archives, imported when the user asks. */

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import { archiveEnding } from './archive/archive-format.ts';
import { importArchive } from './archive/import-archive.ts';
import type { ImportPlace } from './archive/import-archive.ts';

/** Files of the sample project; none where it did not come with the program. */
export function sampleArchives(resources: string): string[] {
  const folder = join(resources, 'sample');
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(archiveEnding))
      .sort()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** Imports the runs that are not there yet. Returns the ids of all. Errors: those of importArchive but archive/present. */
export async function openSampleProject(resources: string, place: ImportPlace): Promise<string[]> {
  const runIds: string[] = [];
  for (const file of sampleArchives(resources)) {
    try {
      runIds.push(await importArchive(file, readFileSync(file), place));
    } catch (thrown) {
      if (!(thrown instanceof WorkbenchError) || thrown.code !== 'archive/present') throw thrown;
      runIds.push(String(thrown.details['run']));
    }
  }
  return runIds;
}
