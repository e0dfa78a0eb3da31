/**
 * Datasets in memory: files are read once, however many experiments take however large a share of them. Only files that
 * were read whole and found right are kept.
 */

import type { PartChoice } from '../../src-shared/spec/part.ts';
import { createPart } from '../../src-shared/spec/part.ts';
import { memoryOf } from '../core/dataset/bytes.ts';
import type { Dataset, DatasetLoader, DatasetSources, ExamplePool } from '../core/dataset/dataset.ts';
import { datasetParts } from '../core/dataset/index.ts';
import type { InputFacts } from '../core/dataset/rows.ts';
import { inputFacts } from '../core/dataset/rows.ts';
import { BoundedCache } from './bounded-cache.ts';

export interface DatasetAtHand {
  readonly dataset: Dataset;
  readonly facts: InputFacts;
  /** Memory that all examples take, whatever the share. */
  readonly bytes: number;
}

export class DatasetsAtHand {
  readonly #pools = new BoundedCache<ExamplePool>({ most: 3 });
  readonly #shares = new BoundedCache<DatasetAtHand>({ most: 12 });

  /** Errors: part/unknown, and those of DatasetLoader. */
  load(choice: PartChoice, sources: DatasetSources): Promise<DatasetAtHand> {
    const loader = createPart<DatasetLoader>(datasetParts, choice);
    const key = JSON.stringify([sources.folder, choice]);
    return this.#shares.get(key, async () => {
      const poolKey = JSON.stringify([sources.folder, loader.poolKey]);
      const pool = await this.#pools.get(poolKey, () => loader.readPool(sources));
      const dataset = loader.split(pool);
      const bytes = memoryOf(pool.training.pixels) + memoryOf(pool.test.pixels);
      return { dataset, facts: inputFacts(dataset), bytes };
    });
  }

  /** Files have changed. */
  async forget(): Promise<void> {
    await this.#shares.clear();
    await this.#pools.clear();
  }
}
