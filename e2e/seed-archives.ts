/**
 * Files for specs that import runs, made from a run of the sample project: archives that have to be refused, and one that
 * has to be taken although every text in it looks like markup. Specs themselves know nothing of how archives are made.
 */

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { filesIn, hostileArchives, withRun } from '../src-main/service/archive/fixtures/hostile-archives.ts';
import type { HostileArchive } from '../src-main/service/archive/fixtures/hostile-archives.ts';

export type { HostileArchive };

const sampleFolder = fileURLToPath(new URL('../resources/sample', import.meta.url));

function sampleFiles(): ReturnType<typeof filesIn> {
  const [name = ''] = readdirSync(sampleFolder).filter((each) => each.endsWith('.ffrun'));
  return filesIn(readFileSync(join(sampleFolder, name)));
}

export function archivesToRefuse(): HostileArchive[] {
  return hostileArchives(sampleFiles());
}

export interface RunTexts {
  readonly name: string;
  readonly notes: string;
  readonly tags: readonly string[];
}

/** A good archive of a run with these texts. */
export function archiveWithTexts(texts: RunTexts): Uint8Array {
  return withRun(sampleFiles(), { ...texts });
}

export interface OpenedArchive {
  /** Of run.json, as far as specs compare it. */
  readonly run: {
    readonly runId: string;
    readonly name: string;
    readonly errors: { readonly test: { readonly goodness: number; readonly softmax: number } };
  };
  /** Names of all files, in order of the alphabet. */
  readonly files: readonly string[];
}

export function openArchive(archive: Uint8Array): OpenedArchive {
  const files = filesIn(archive);
  const run = JSON.parse(Buffer.from(files['run.json'] ?? []).toString()) as OpenedArchive['run'];
  return { run, files: Object.keys(files).sort() };
}
