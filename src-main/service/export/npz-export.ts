/** A run's weights as an NPZ file, which `numpy.load` opens: a zip archive, not compressed, with one array a file. */

import { zipSync } from 'fflate';

import type { RunDetail } from '../../../src-shared/views/run-view.ts';
import { newestWeights } from './newest-weights.ts';
import type { WeightsFile } from './newest-weights.ts';
import { encodeNpy } from './npy.ts';

/** Zip dates begin here; the same weights give the same file. */
const epochOfZip = '1980-01-01T00:00:00';

/** Errors: those of newestWeights. */
export async function npzOf(run: RunDetail, folder: string): Promise<WeightsFile> {
  const newest = await newestWeights(run, folder);
  const files = [...newest.weights].map(([name, array]) => [`${name}.npy`, encodeNpy(array)] as const);
  const bytes = zipSync(Object.fromEntries(files), { level: 0, mtime: epochOfZip });
  return { ...newest, bytes };
}
