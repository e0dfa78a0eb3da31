/**
 * A layer's units in groups, one for every class: the goodness of a class is that of its group. At every place the
 * channels are divided among the classes in order, so that each class has its share of every place.
 *
 * Source: Papachristodoulou et al. 2024, arXiv 2312.12668 (channel-wise competitive learning).
 *
 * Legend: R rows, P places, C classes, K channels of a class, N = P C K units in the order (place, class, channel).
 */

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import type { Tensor, TensorOps } from '../engine/engine.ts';
import type { Grid } from '../net/grid.ts';
import type { Goodness, UnitSum } from './goodness.ts';

export interface ClassGroups {
  /** P K */
  readonly unitsEach: number;
  readonly goodness: Goodness;
  /** Goodness of every class: [R, N] -> [R, C]. */
  of(ops: TensorOps, activity: Tensor): Tensor;
  /** dL/d(goodness of every class) [R, C] -> dL/d(activity) [R, N]. */
  chain(ops: TensorOps, upstream: Tensor, activity: Tensor): Tensor;
}

/** Error: spec/invalid, where the classes do not divide the layer's channels, or there is nothing to tell apart. */
export function classGroups(
  layer: { readonly name: string; readonly output: Grid },
  classes: number,
  goodness: Goodness,
): ClassGroups {
  const { height, width, channels } = layer.output;
  const misfit =
    classes < 2
      ? `groups of units compete for the classes of a dataset, and this one has ${classes === 1 ? 'only one' : 'none'}`
      : undivided(layer.name, channels, classes);
  if (misfit !== null) throw new WorkbenchError('spec/invalid', { problems: `layers: ${misfit}` });
  const [places, each] = [height * width, channels / classes];
  const unitsEach = places * each;
  const unfit = goodness.misfit?.(unitsEach) ?? null;
  if (unfit !== null) throw new WorkbenchError('spec/invalid', { problems: `goodness: ${unfit}` });
  const share = { places, classes, each };
  return {
    unitsEach,
    goodness,
    ...(goodness.sums === undefined ? apart(share, goodness) : inPlace(share, goodness.sums)),
  };
}

interface Share {
  readonly places: number;
  readonly classes: number;
  /** Channels of a class. */
  readonly each: number;
}

type Judgement = Pick<ClassGroups, 'of' | 'chain'>;

/** For any goodness: the units of every class are moved together into rows of their own. */
function apart({ places, classes, each }: Share, goodness: Goodness): Judgement {
  const moved = (ops: TensorOps, activity: Tensor): Tensor => {
    const rows = activity.shape[0] as number;
    const byPlace = ops.reshape(activity, [rows, places, classes, each]);
    return ops.reshape(ops.transpose(byPlace, [0, 2, 1, 3]), [rows * classes, places * each]);
  };
  return {
    of: (ops, activity) => {
      const parts = moved(ops, activity);
      const ofParts = goodness.of(ops, parts, ops.sumOfSquares(parts, 1));
      return ops.reshape(ofParts, [activity.shape[0] as number, classes]);
    },
    chain: (ops, upstream, activity) => {
      const rows = activity.shape[0] as number;
      const chained = goodness.chain(ops, ops.reshape(upstream, [rows * classes, 1]), moved(ops, activity));
      const byClass = ops.reshape(chained, [rows, classes, places, each]);
      return ops.reshape(ops.transpose(byClass, [0, 2, 1, 3]), [...activity.shape]);
    },
  };
}

/** For sums over units: a product with the matrix that says which channel stands for which class, place by place. */
function inPlace({ places, classes, each }: Share, sums: UnitSum): Judgement {
  const channels = classes * each;
  const factor = sums.factor(places * each);
  /** [C K, C] */
  const members = (ops: TensorOps): Tensor =>
    ops.constant(
      Array.from({ length: channels * classes }, (_, at) =>
        Math.floor(Math.floor(at / classes) / each) === at % classes ? 1 : 0,
      ),
      [channels, classes],
    );
  return {
    of: (ops, activity) => {
      const rows = activity.shape[0] as number;
      const terms = ops.reshape(sums.terms(ops, activity), [rows * places, channels]);
      const byPlace = ops.reshape(ops.matMul(terms, members(ops)), [rows, places, classes]);
      return ops.scale(ops.reshape(ops.sum(byPlace, 1), [rows, classes]), factor);
    },
    chain: (ops, upstream, activity) => {
      const rows = activity.shape[0] as number;
      const byChannel = ops.matMul(ops.scale(upstream, factor), members(ops), { transposeB: true });
      const slopes = sums.slopes(
        ops,
        ops.reshape(byChannel, [rows, 1, channels]),
        ops.reshape(activity, [rows, places, channels]),
      );
      return ops.reshape(slopes, [...activity.shape]);
    },
  };
}

/** Why the channels of a layer cannot be shared out, in words; null where they can. */
function undivided(name: string, channels: number, classes: number): string | null {
  if (channels < classes)
    return `${name} has ${channels} ${channels === 1 ? 'unit' : 'units'} at a place, too few for a group for each of ${classes} classes; give it at least ${classes}`;
  if (channels % classes === 0) return null;
  const fewer = channels - (channels % classes);
  return `the ${channels} units that ${name} has at a place do not divide into ${classes} equal groups; take ${fewer} or ${fewer + classes}`;
}
