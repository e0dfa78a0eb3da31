/**
 * What a measure of a net is, besides the answers of its read-outs: a part that says which nets it fits and brings values
 * and histograms by name. A new one is a file here and a line in layer-measures.ts.
 */

import type { Dataset, Split } from '../dataset/dataset.ts';
import { imageRows, indexRange, oneHotRows } from '../dataset/rows.ts';
import type { EngineTensors, Program } from '../engine/engine.ts';
import type { Layer } from '../layer/layer.ts';
import { imageValues } from '../net/net.ts';
import type { Net } from '../net/net.ts';
import type { Recipe } from '../net/recipe.ts';
import type { Answers } from './answers.ts';
import type { Histogram } from './histogram.ts';
import type { Numbers, ProgramRunner } from './program-runner.ts';

export interface Taken {
  readonly values: Readonly<Record<string, number>>;
  readonly histograms: Readonly<Record<string, Histogram>>;
}

export interface MeasureContext {
  readonly recipe: Recipe;
  /** The net's parameters, on the engine. */
  readonly state: EngineTensors;
  /** Under every label, of the examples that the net was just asked about; where it has candidates, of `examples`. */
  readonly answers: Answers;
  readonly dataset: Dataset;
  /** Examples for what answers do not tell, a few thousand at most, the same at every measure. */
  readonly examples: Split;
  readonly programs: ProgramRunner;
}

export interface Measure {
  /** False: the net lacks what is measured, and the measure is left out. */
  fits(recipe: Recipe): boolean;
  take(context: MeasureContext): Promise<Taken>;
}

/** About so many activities of the widest layer are held at once: what fits a processor's cache. */
const activitiesAtOnce = 2_500_000;
/** More numbers gathered for products at once would take hundreds of megabytes. */
const gatheredAtOnce = 14_000_000;

/**
 * Examples in blocks begin .. end-1, so that memory stays small however many there are. `labels`: under so many each is run
 * at most.
 */
export function* blocksOf(
  net: Net,
  count: number,
  labels: number = net.classes,
): Generator<{ begin: number; end: number }> {
  const most = (of: (layer: Layer) => number) =>
    labels * Math.max(1, ...net.layers.map(({ layer }) => of(layer)));
  const fitting = Math.min(
    activitiesAtOnce / most(({ units }) => units),
    gatheredAtOnce / most(({ gathered }) => gathered ?? 0),
  );
  const size = Math.min(count, Math.max(1, Math.floor(fitting)));
  for (let begin = 0; begin < count; begin += size) yield { begin, end: Math.min(count, begin + size) };
}

/** The context's examples block by block: what `programOf(their number)` gives for their images, labels and what else is brought. */
export async function* measuredBlocks(
  { recipe, state, dataset, examples, programs }: MeasureContext,
  programOf: (count: number) => Program,
  bring: (indexes: Uint32Array, images: Float32Array) => Readonly<Record<string, Numbers>> = () => ({}),
): AsyncGenerator<{ readonly begin: number; readonly outputs: Readonly<Record<string, Numbers>> }> {
  for (const { begin, end } of blocksOf(recipe, examples.count)) {
    const indexes = indexRange(begin, end);
    const image = imageRows(dataset, examples, indexes, imageValues(recipe));
    const program = programOf(end - begin);
    const brought: Record<string, Numbers> = { image, ...bring(indexes, image) };
    if ('labels' in program.inputs)
      brought['labels'] = oneHotRows(examples.labels.subarray(begin, end), recipe.classes);
    yield { begin, outputs: await programs.run(program, state, brought) };
  }
}
