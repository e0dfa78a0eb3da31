/** Finds the experiment a user names: a preset, or a JSON file of their own. */

import { readFileSync } from 'node:fs';

import { WorkbenchError, reasonOf } from '../../../src-shared/base/errors.ts';
import { closestName } from '../../../src-shared/spec/closest-name.ts';
import { presetNames, readPreset } from '../../service/presets.ts';
import { givenPath } from '../given-paths.ts';

export interface ExperimentDraft {
  /** A draft, or a series of them. */
  readonly draft: unknown;
  /** null for a file. */
  readonly preset: string | null;
}

/** Larger files are no experiments. */
const mostBytes = 10_000_000;

/** A preset's name goes before a file's. Errors: preset/unknown, spec/not-json, input/invalid. */
export function readExperiment(name: string): ExperimentDraft {
  const known = presetNames();
  if (known.includes(name)) return { draft: readPreset(name), preset: name };
  return { draft: readJsonFile(name, () => unknownPreset(name, known)), preset: null };
}

/** A file the user names. Errors: that of `absent` where there is none; spec/not-json, input/invalid. */
export function readJsonFile(file: string, absent: () => WorkbenchError): unknown {
  const text = readText(file, absent);
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new WorkbenchError('spec/not-json', { file, reason: reasonOf(thrown) }, { cause: thrown });
  }
}

function readText(file: string, absent: () => WorkbenchError): string {
  try {
    const bytes = readFileSync(givenPath(file));
    if (bytes.length > mostBytes) throw new Error(`it has ${bytes.length} bytes, too many for an experiment`);
    return bytes.toString('utf8').replace(/^\uFEFF/, '');
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw absent();
    const problem = `${file} cannot be read: ${reasonOf(thrown)}`;
    throw new WorkbenchError(
      'input/invalid',
      { problem, remedy: 'Name a preset or a JSON file.' },
      { cause: thrown },
    );
  }
}

function unknownPreset(name: string, known: readonly string[]): WorkbenchError {
  const near = closestName(name, known);
  const hint = near === null ? '' : `Did you mean "${near}"? `;
  return new WorkbenchError('preset/unknown', { name, known: known.join(', '), hint });
}
