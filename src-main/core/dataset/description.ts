/** What `ffwb datasets` and the window tell about a dataset before anything is trained on it. */

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import type { Dataset, DatasetPart, DatasetSources, ExamplePool } from './dataset.ts';

export interface DatasetDescription {
  readonly kind: string;
  readonly label: string;
  /** Its files are there, whole and as published; or it needs none; or the experiment names them. */
  readonly available: boolean;
  /** Why not, and what to do; null where it is available. */
  readonly problem: string | null;
  readonly next: string | null;
  /** The folder the files are in, or are looked for in; null where it is made, not read. */
  readonly where: string | null;
  /** All there are; null where that depends on settings. */
  readonly examples: { readonly training: number; readonly test: number } | null;
  readonly image: Dataset['image'] | null;
  readonly classNames: readonly string[] | null;
  /** In words, what an added dataset was read from; left out where nobody added it. */
  readonly readFrom?: string;
}

/** A dataset that can also tell about itself; all registered ones can. */
export interface DescribedDatasetPart extends DatasetPart {
  describe(sources: DatasetSources): Promise<DatasetDescription>;
}

/** Describes what `read` reads; its coded errors become `problem` and `next`. */
export async function describePool(
  part: { readonly kind: string; readonly label: string },
  lookedIn: string,
  read: () => Promise<{ readonly where: string; readonly pool: ExamplePool; readonly readFrom?: string }>,
): Promise<DatasetDescription> {
  const { kind, label } = part;
  try {
    const { where, pool, readFrom } = await read();
    const examples = { training: pool.training.count, test: pool.test.count };
    const { image, classNames } = pool;
    const about = { kind, label, available: true, problem: null, next: null, where };
    return { ...about, examples, image, classNames, ...(readFrom === undefined ? {} : { readFrom }) };
  } catch (thrown) {
    if (!(thrown instanceof WorkbenchError)) throw thrown;
    const unknown = { examples: null, image: null, classNames: null };
    return {
      kind,
      label,
      available: false,
      problem: thrown.message,
      next: thrown.next,
      where: lookedIn,
      ...unknown,
    };
  }
}
