/**
 * Pictures of a net at work, small enough to be kept with every full measure: what one image, the probe, makes of each
 * layer under its right and under a wrong label, and what the first units look for. Taking them changes nothing.
 */

import { assert, assertDefined } from '../../../src-shared/base/assert.ts';
import { textAsBytes } from '../../../src-shared/base/code-units.ts';
import type { Dataset, Split } from '../dataset/dataset.ts';
import { imageRows, oneHotRows } from '../dataset/rows.ts';
import type { Engine, EngineTensors } from '../engine/engine.ts';
import { imageValues, layerAt, settlesUnderLabels } from '../net/net.ts';
import type { Recipe } from '../net/recipe.ts';
import { iterationsProgram, summedByIteration } from './iteration-program.ts';
import { drawImages, drawnEach } from './drawings.ts';
import { negativesProgram, snapshotProgram } from './insight-programs.ts';
import { ProgramRunner } from './program-runner.ts';
import type { Numbers } from './program-runner.ts';

/** How many of the first layer's units have their weights kept. */
const mostFields = 16;

/** A picture; value = low + byte / 255 * (high - low). Names and shapes: see SnapshotFilm in views/snapshot-view.ts. */
export interface Snapshot {
  readonly name: string;
  readonly shape: readonly number[];
  readonly low: number;
  readonly high: number;
  readonly bytes: Uint8Array;
}

/** The image that is looked at all through a run. */
export interface Probe {
  readonly split: Split;
  readonly index: number;
  readonly label: number;
  readonly wrong: number;
}

/**
 * The first seven with the wrong label 0, as in the source article's figure, where the classes are ten digits; else the
 * first example with the next label. From the validation split; the test or the training split where it is empty.
 */
export function chooseProbe({ splits, classNames }: Dataset): Probe {
  const split = [splits.validation, splits.test, splits.train].find(({ count }) => count > 0);
  assert(split !== undefined, 'a dataset without examples');
  const seven = classNames.length === 10 && classNames[7] === '7' ? split.labels.indexOf(7) : -1;
  if (seven !== -1) return { split, index: seven, label: 7, wrong: 0 };
  const label = split.labels[0] as number;
  return { split, index: 0, label, wrong: (label + 1) % classNames.length };
}

export class Snapshots {
  readonly #recipe: Recipe;
  readonly #dataset: Dataset;
  readonly #probe: Probe;
  readonly #programs: ProgramRunner;

  constructor(engine: Engine, recipe: Recipe, dataset: Dataset) {
    this.#recipe = recipe;
    this.#dataset = dataset;
    this.#probe = chooseProbe(dataset);
    this.#programs = new ProgramRunner(engine);
  }

  /**
   * The probe itself: "probe/image" and "probe/labels", right and wrong; of a window of text also "probe/symbols", what its
   * columns stand for, two bytes a UTF-16 unit.
   */
  probe(): Snapshot[] {
    const { split, index, label, wrong } = this.#probe;
    const { inputSize, image } = this.#dataset;
    const asTheyAre = { low: 0, high: 255 };
    const pixels = split.pixels.subarray(index * inputSize, (index + 1) * inputSize).slice();
    const shape = [image.height, image.width, image.channels];
    const symbols = textAsBytes(image.symbols?.join('') ?? '');
    return [
      { name: 'probe/image', shape, ...asTheyAre, bytes: pixels },
      { name: 'probe/labels', shape: [2], ...asTheyAre, bytes: Uint8Array.of(label, wrong) },
      ...(symbols.length === 0
        ? []
        : [{ name: 'probe/symbols', shape: [symbols.length / 2, 2], ...asTheyAre, bytes: symbols }]),
    ];
  }

  /**
   * Of a net's state now: "activity/layer1" ..., then "fields/layer1", and of a net that settles what every iteration makes of
   * the probe. Error: engine/failed.
   */
  async take(state: EngineTensors): Promise<Snapshot[]> {
    const { layers } = this.#recipe;
    const { layer } = layerAt(this.#recipe, 0);
    const fields = Math.min(mostFields, layer.parameters['bias']?.shape[1] ?? 0);
    const outputs = await this.#programs.run(
      snapshotProgram(this.#recipe, fields),
      state,
      await this.#pair(state),
    );
    const pictures = layers.map(({ name, layer: { units } }) => {
      const values = assertDefined(outputs[`activity/${name}`], name);
      return { name: `activity/${name}`, shape: [2, units], ...quantize(values, 'from lowest') };
    });
    const weights = outputs['fields/layer1'];
    const { height, width, channels } = layer.field ?? this.#dataset.image;
    const shape = [fields, height, width, channels];
    return [
      ...pictures,
      ...(weights === undefined
        ? []
        : [{ name: 'fields/layer1', shape, ...quantize(weights, 'around zero') }]),
      ...(await this.#iterations(state)),
      ...(await this.#samples(state)),
    ];
  }

  /**
   * "iterations/goodness" [T, C], the probe's goodness under every label, summed over the layers that answer, and
   * "iterations/layer1" ... [T, 2, units], activities under the right and the wrong label; of every iteration T.
   */
  async #iterations(state: EngineTensors): Promise<Snapshot[]> {
    const { feedback, layers, classes } = this.#recipe;
    if (feedback === null || !settlesUnderLabels(this.#recipe)) return [];
    const { split, index, label, wrong } = this.#probe;
    const image = imageRows(this.#dataset, split, Uint32Array.of(index), imageValues(this.#recipe));
    const outputs = await this.#programs.run(iterationsProgram(this.#recipe, 1, true), state, { image });
    const goodness = summedByIteration(this.#recipe, outputs).flatMap((row) => [...row]);
    const activities = layers.map(({ name, layer: { units } }) => {
      const values = new Float32Array(feedback.iterations * 2 * units);
      for (let at = 0; at < feedback.iterations; at += 1) {
        const rows = assertDefined(outputs[`iteration${at + 1}/activity/${name}`], name);
        [label, wrong].forEach((row, side) =>
          values.set(rows.subarray(row * units, (row + 1) * units), (2 * at + side) * units),
        );
      }
      const shape = [feedback.iterations, 2, units];
      return { name: `iterations/${name}`, shape, ...quantize(values, 'from lowest') };
    });
    const all = Float64Array.from(goodness);
    return [
      { name: 'iterations/goodness', shape: [feedback.iterations, classes], ...quantize(all, 'from lowest') },
      ...activities,
    ];
  }

  /** "samples/<maker>" [C, S, height, width, channels], where something makes images: a row of S for each class. */
  async #samples(state: EngineTensors): Promise<Snapshot[]> {
    const { inputRange, makers } = this.#recipe;
    const { height, width, channels } = this.#dataset.image;
    const [size, values] = [height * width * channels, imageValues(this.#recipe)];
    const taken: Snapshot[] = [];
    for (const maker of makers) {
      const { split: examples } = this.#probe;
      const drawing = { state, dataset: this.#dataset, examples, programs: this.#programs };
      const drawn = await drawImages(this.#recipe, maker, drawing);
      const count = drawn.length / values;
      // Where a label takes pixels, those stay empty.
      const whole = new Float32Array(count * size).fill(inputRange[0]);
      for (let row = 0; row < count; row += 1)
        whole.set(drawn.subarray(row * values, (row + 1) * values), (row + 1) * size - values);
      const name = `samples/${maker.name}`;
      const shape = [count / drawnEach, drawnEach, height, width, channels];
      taken.push({ name, shape, ...bytesBetween(whole, inputRange) });
    }
    return taken;
  }

  /** The probe's two inputs: under its right and a wrong label; or as it is and the negative made from it. */
  async #pair(state: EngineTensors): Promise<Record<string, Numbers>> {
    const { split, index, label, wrong } = this.#probe;
    const values = imageValues(this.#recipe);
    const own = imageRows(this.#dataset, split, Uint32Array.of(index), values);
    if (this.#recipe.labels !== null)
      return { image: own, labels: oneHotRows(Uint8Array.of(label, wrong), this.#recipe.classes) };
    const both = new Float32Array(2 * values);
    both.set(own);
    both.set(await this.#negative(state), values);
    return { image: both };
  }

  /** Where no label is told: the negative of the probe, always the same pair; without pairs the probe again. */
  async #negative(state: EngineTensors): Promise<Numbers> {
    const { split, index } = this.#probe;
    const { local } = this.#recipe;
    const values = imageValues(this.#recipe);
    // A pair may need another image: the one beside the probe.
    const indexes = Uint32Array.of(index, (index + 1) % split.count);
    const images = imageRows(this.#dataset, split, indexes, values);
    if (local === null) return images.slice(0, values);
    const outputs = await this.#programs.run(negativesProgram(this.#recipe, 2), state, {
      image: images,
      ...local.pairs.supply(this.#recipe, split.labels, 0)({ pass: 0, batch: 0, indexes, images }),
    });
    return assertDefined(outputs['negatives'], 'negatives').slice(0, values);
  }

  dispose(): Promise<void> {
    return this.#programs.dispose();
  }
}

/** Numbers as bytes on a fixed scale. */
function bytesBetween(
  values: Numbers,
  [low, high]: readonly [number, number],
): { readonly low: number; readonly high: number; readonly bytes: Uint8Array } {
  const scale = high > low ? 255 / (high - low) : 0;
  const bytes = Uint8ClampedArray.from(values, (value) => (value - low) * scale);
  return { low: Math.fround(low), high: Math.fround(high), bytes: new Uint8Array(bytes.buffer) };
}

/**
 * Numbers as bytes between the lowest and the highest, or between equal distances from zero. What is not finite counts
 * for neither and becomes the lowest.
 */
export function quantize(
  values: Numbers,
  range: 'from lowest' | 'around zero',
): { readonly low: number; readonly high: number; readonly bytes: Uint8Array } {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) [low, high] = [0, 0];
  if (range === 'around zero') high = Math.max(-low, high);
  // As they will be kept, in single precision.
  [low, high] = [Math.fround(range === 'around zero' ? -high : low), Math.fround(high)];
  const scale = high > low ? 255 / (high - low) : 0;
  // A Uint8ClampedArray rounds to the nearest, and takes NaN for 0.
  const bytes = Uint8ClampedArray.from(values, (value) => (value - low) * scale);
  return { low, high, bytes: new Uint8Array(bytes.buffer) };
}
