/**
 * A layer of any kind on an analog device (analog.ts says what that makes of it). Its parameters are what it is
 * programmed with. Gradients are those the layer should have: from the input and the activities, which the device gave,
 * and nothing else of it.
 *
 * Legend: R rows, N units, I inputs of a unit.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { randomStream } from '../../../src-shared/base/random.ts';
import type { RandomStream } from '../../../src-shared/base/random.ts';
import { believed } from '../engine/differentiate.ts';
import type { Shape, Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import type { Gradient } from '../engine/gradient.ts';
import type { Grid } from '../net/grid.ts';
import type { Layer, LayerInput, ParameterFacts } from '../layer/layer.ts';
import type { AnalogSettings } from './analog-settings.ts';
import { chanceShape, drawChance, spread } from './chance.ts';

/** Even numbers between 0 and 1 have this deviation. */
const evenDeviation = Math.sqrt(1 / 12);
const noiseName = 'noise';

export class DeviceLayer implements Layer {
  readonly output: Grid;
  readonly units: number;
  readonly fanIn: number;
  readonly field: Grid | null;
  readonly sharesWeights: boolean;
  readonly unseen: number;
  readonly products: number;
  readonly programmed = true;
  readonly parameters: Readonly<Record<string, ParameterFacts>>;
  readonly chance: NonNullable<Layer['chance']>;
  readonly seeing?: (values: number) => number;
  readonly #inner: Layer;
  readonly #name: string;
  readonly #settings: AnalogSettings;
  /** Conductances: the lowest, what lies between the lowest and the highest, and between two neighbours. */
  readonly #range: { readonly lowest: number; readonly width: number; readonly step: number | null };

  constructor(inner: Layer, name: string, settings: AnalogSettings) {
    this.#inner = inner;
    this.#name = name;
    this.#settings = settings;
    this.output = inner.output;
    this.units = inner.units;
    this.fanIn = inner.fanIn;
    this.field = inner.field;
    this.sharesWeights = inner.sharesWeights;
    this.unseen = inner.unseen;
    this.products = inner.products;
    if (inner.seeing !== undefined) this.seeing = inner.seeing.bind(inner);
    const { lowest, highest, steps } = settings;
    const unit = 1 / Math.sqrt(inner.fanIn);
    const width = (highest - lowest) * unit;
    this.#range = { lowest: lowest * unit, width, step: steps === null ? null : width / (steps - 1) };
    const entries = Object.entries(inner.parameters);
    this.parameters = Object.fromEntries(
      entries.map(([own, facts]) => [own, facts.decayed ? this.#within(facts) : facts]),
    );
    const rounded = entries.filter(([, { decayed }]) => decayed && this.#roundsByChance);
    this.chance = {
      use: settings.noise === 0 ? {} : { [noiseName]: chanceShape(inner.units) },
      update: Object.fromEntries(
        rounded.map(([own, { shape }]) => [own, chanceShape(shape.at(-1) as number)] as const),
      ),
    };
  }

  blockProduct(ops: TensorOps, parameters: Tensors, block: string, values: Tensor): Tensor {
    return this.#inner.blockProduct(ops, parameters, block, values);
  }

  totalInput(ops: TensorOps, parameters: Tensors, input: LayerInput, rows: number, known?: Tensors): Tensor {
    const ideal = this.#inner.totalInput(ops, parameters, input, rows, known);
    const noise = this.#noise(ops, parameters[`chance/${noiseName}`], rows);
    return this.#settings.known
      ? this.#response(ops, ideal, noise)
      : believed(ops, ideal, (plain) => this.#response(plain, ideal, noise));
  }

  gradients(
    ops: TensorOps,
    input: LayerInput,
    totalGradient: Tensor,
    parameters: Tensors,
  ): Record<string, Gradient> {
    return this.#inner.gradients(ops, input, totalGradient, parameters);
  }

  settle(ops: TensorOps, own: string, value: Tensor, parameters: Tensors): Tensor {
    if (this.#inner.parameters[own]?.decayed !== true) return value;
    const { lowest, width, step } = this.#range;
    const inside = (raw: Tensor, most: number) =>
      ops.negate(ops.shift(ops.relu(ops.negate(ops.shift(ops.relu(raw), -most))), -most));
    if (step === null) return ops.shift(inside(ops.shift(value, -lowest), width), lowest);
    const steps = inside(ops.scale(ops.shift(value, -lowest), 1 / step), Math.round(width / step));
    return ops.shift(ops.scale(ops.round(this.#moved(ops, own, steps, parameters)), step), lowest);
  }

  /** Gains, offsets and bends, by unit. */
  get constants(): { readonly gains: number[]; readonly offsets: number[]; readonly bends: number[] | null } {
    const { gains, offsets, saturation, bends } = this.#settings;
    const drawn = (what: string) => {
      const random = this.#random(what);
      return Array.from({ length: this.units }, () => random.normal());
    };
    return {
      gains: drawn('gains').map((n) => Math.exp(gains * n)),
      offsets: drawn('offsets').map((n) => offsets * n),
      bends: saturation === null ? null : drawn('bends').map((n) => saturation * Math.exp(bends * n)),
    };
  }

  get #roundsByChance(): boolean {
    return this.#settings.steps !== null && this.#settings.rounding === 'by chance';
  }

  #random(what: string): RandomStream {
    return randomStream(this.#settings.number, `device/${this.#name}/${what}`);
  }

  /** What the units make of their total inputs [R, N]. */
  #response(ops: TensorOps, totalInput: Tensor, noise: Tensor | null): Tensor {
    const { gains, offsets, bends } = this.constants;
    const row = (values: number[]) => ops.constant(values, [1, this.units]);
    const shifted = ops.add(ops.multiply(totalInput, row(gains)), row(offsets));
    const reached = noise === null ? shifted : ops.add(shifted, noise);
    if (bends === null) return reached;
    const relative = ops.multiply(reached, row(bends.map((bend) => 1 / bend)));
    return ops.multiply(ops.hyperbolicTangent(relative), row(bends));
  }

  /** [R, N]; null where there is none. */
  #noise(ops: TensorOps, brought: Tensor | undefined, rows: number): Tensor | null {
    const { noise } = this.#settings;
    if (noise === 0) return null;
    const shape = chanceShape(this.units);
    const numbers = brought ?? ops.constant(drawChance(this.units, this.#random(noiseName)), shape);
    return ops.scale(ops.shift(spread(ops, numbers, rows), -0.5), noise / evenDeviation);
  }

  /** Weights counted in steps, moved by chance up to half a step either way, so that rounding is right in the mean. */
  #moved(ops: TensorOps, own: string, steps: Tensor, parameters: Tensors): Tensor {
    if (!this.#roundsByChance) return steps;
    const brought = assertDefined(parameters[`chance/${own}`], own);
    const inputs = steps.shape.at(-1) as number;
    const rows = steps.shape.slice(0, -1).reduce((product, size) => product * size, 1);
    const moves = ops.shift(spread(ops, brought, rows), -0.5);
    return ops.add(
      steps,
      steps.shape.length === 2 ? moves : ops.reshape(moves, [...steps.shape.slice(0, -1), inputs]),
    );
  }

  /** First values as they are programmed: within the limits, to the nearest step. */
  #within(facts: ParameterFacts): ParameterFacts {
    const { lowest, width, step } = this.#range;
    const settled = (value: number): number => {
      const inside = Math.min(width, Math.max(0, value - lowest));
      return lowest + (step === null ? inside : Math.round(inside / step) * step);
    };
    const shape: Shape = facts.shape;
    return { shape, decayed: facts.decayed, first: (random) => facts.first(random).map(settled) };
  }
}
