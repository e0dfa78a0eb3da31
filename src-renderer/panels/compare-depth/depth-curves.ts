/** What nets of several depths came to and what they cost, by method: error by epoch, error and memory by depth. */

import { headlineError } from '../../../src-shared/views/answer-names.ts';
import type { EvaluationPoint } from '../../../src-shared/views/run-view.ts';
import type { Curve } from '../../charts/chart-data.ts';
import { runColour } from '../../ui/run-colours.ts';

export interface DepthRun {
  readonly name: string;
  /** A CSS colour or variable, of the run's configuration. */
  readonly colour: string;
  readonly method: string;
  readonly layers: number;
  /** The most its process held. Null: not known yet, as below. */
  readonly memoryBytes: number | null;
  /** On the test split, as a fraction. */
  readonly error: number | null;
  readonly points: readonly EvaluationPoint[];
}

/** Whether there is anything to see by depth. */
export function differInDepth(runs: readonly Pick<DepthRun, 'layers'>[]): boolean {
  return new Set(runs.map(({ layers }) => layers)).size > 1;
}

/** Methods in the order in which they come. */
function methodsOf(runs: readonly DepthRun[]): string[] {
  return [...new Set(runs.map(({ method }) => method))];
}

/** The headline's test error in percent, one curve per run with two evaluations or more; every method but the first is dashed. */
export function errorByEpoch(runs: readonly DepthRun[]): Curve[] {
  const [first] = methodsOf(runs);
  return runs.flatMap(({ name, colour, method, points }): Curve[] => {
    const known = points
      .filter((point, at) => points[at + 1]?.step !== point.step) // the last one of a step counts
      .flatMap(({ epoch, errors }) => {
        const error = headlineError(errors, 'test');
        return error === null ? [] : [{ epoch, error }];
      });
    if (known.length < 2) return [];
    const series = { x: known.map(({ epoch }) => epoch), last: known.map(({ error }) => 100 * error) };
    return [{ name, colour, dashed: method !== first, series }];
  });
}

/** One curve per method over the number of hidden layers: the mean of the runs of that depth. */
export function byDepth(runs: readonly DepthRun[], valueOf: (run: DepthRun) => number | null): Curve[] {
  return methodsOf(runs).flatMap((method, order): Curve[] => {
    const values = new Map<number, number[]>();
    for (const run of runs) {
      const value = valueOf(run);
      if (run.method !== method || value === null) continue;
      values.set(run.layers, [...(values.get(run.layers) ?? []), value]);
    }
    const depths = [...values.keys()].sort((a, b) => a - b);
    if (depths.length === 0) return [];
    const mean = (list: readonly number[]): number => list.reduce((sum, each) => sum + each, 0) / list.length;
    const series = { x: depths, last: depths.map((depth) => mean(values.get(depth) ?? [])) };
    return [{ name: method, colour: runColour(order), dashed: order > 0, series }];
  });
}
