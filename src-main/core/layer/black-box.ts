/**
 * A layer that nobody can differentiate and that learns nothing: every unit sums up its inputs with weights drawn once,
 * and says 1 where the sum is above a threshold drawn once, else 0. Its slope is zero wherever it has one.
 *
 * Legend: R rows, N units, I inputs of a block.
 */

import { z } from 'zod';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { randomStream } from '../../../src-shared/base/random.ts';
import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import type { Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import type { Gradient } from '../engine/gradient.ts';
import type { Grid } from '../net/grid.ts';
import { DenseLayer } from './dense.ts';
import type { Layer, LayerInput, LayerKind, ParameterFacts } from './layer.ts';

export class BlackBoxLayer implements Layer {
  readonly output: Grid;
  readonly units: number;
  readonly fanIn: number;
  readonly field = null;
  readonly sharesWeights = false;
  readonly unseen = 0;
  readonly products: number;
  readonly sendsBack = false;
  readonly parameters: Readonly<Record<string, ParameterFacts>> = {};
  readonly #sum: DenseLayer;
  /** By name: what the sum is made with. */
  readonly #drawn: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly values: Float32Array }>
  >;

  constructor(units: number, number: number, reads: Readonly<Record<string, Grid>>) {
    this.#sum = new DenseLayer(units, 'normal', reads);
    this.output = this.#sum.output;
    this.units = units;
    this.fanIn = this.#sum.fanIn;
    this.products = this.#sum.products;
    const entries = Object.entries(this.#sum.parameters).map(([name, facts]) => {
      const random = randomStream(number, `black box/${name}`);
      // Thresholds lie where sums do: half of a sum's deviation around zero.
      const values =
        name === 'bias'
          ? Float32Array.from({ length: units }, () => 0.5 * random.normal())
          : facts.first(random);
      return [name, { shape: facts.shape, values }] as const;
    });
    this.#drawn = Object.fromEntries(entries);
  }

  blockProduct(ops: TensorOps, _parameters: Tensors, block: string, values: Tensor): Tensor {
    return this.#sum.blockProduct(ops, this.#fixed(ops, [`weights/${block}`]), block, values);
  }

  totalInput(ops: TensorOps, _parameters: Tensors, input: LayerInput, rows: number, known?: Tensors): Tensor {
    const sums = this.#sum.totalInput(ops, this.#fixed(ops, Object.keys(this.#drawn)), input, rows, known);
    return ops.greater(sums, ops.constant([0], [1, 1]));
  }

  gradients(): Record<string, Gradient> {
    return {};
  }

  #fixed(ops: TensorOps, names: readonly string[]): Tensors {
    const entries = names.map((name) => {
      const { values, shape } = assertDefined(this.#drawn[name], name);
      return [name, ops.constant(values, shape)] as const;
    });
    return Object.fromEntries(entries);
  }
}

export const blackBox = definePart({
  kind: 'black-box',
  label: 'Black box',
  help: 'Random yes-or-no units that never change and have no slope: nothing can be sent back through them.',
  source: 'Hinton 2022, arXiv 2212.13345, section 1',
  parameters: z.object({
    units: parameter(z.int().min(1).max(100_000).default(500), {
      label: 'Units',
      unit: 'units',
      help: 'Number of yes-or-no units.',
    }),
    box: parameter(z.int().min(0).max(1_000_000_000).default(1), {
      label: 'Box',
      help: 'Which box: another number draws other weights and thresholds. Runs that differ only by seed keep them.',
    }),
  }),
  create: ({ units, box }): LayerKind => ({
    spatial: false,
    build: (reads) => new BlackBoxLayer(units, box, reads),
  }),
});
