/** Tells which datasets are there, for `ffwb datasets` and the window. */

import { describeAdded } from './added-datasets.ts';
import type { DatasetSources } from './dataset.ts';
import type { DatasetDescription } from './description.ts';
import { datasetParts } from './index.ts';

/** Every registered dataset and then those that were added, one after the other, since each is read in full to know that its files are whole. */
export async function describeDatasets(sources: DatasetSources): Promise<DatasetDescription[]> {
  const descriptions: DatasetDescription[] = [];
  for (const part of datasetParts.all()) descriptions.push(await part.describe(sources));
  return [...descriptions, ...(await describeAdded(sources))];
}
