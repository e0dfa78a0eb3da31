/**
 * The Forward-Forward step of a net with top-down input: positives and negatives settle side by side, the same images
 * under their right and under wrong labels. Every layer follows the gradient of its own objective at every iteration,
 * averaged over them and applied once; what it sees of the layers around it counts as given, so that nothing is sent
 * back, neither down nor through time.
 *
 * The pass from the bottom up that both start from is also what read-outs learn from, and what hard negatives are
 * sampled by.
 *
 * Legend: B examples, T iterations, C classes, N units.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { sizeOf } from '../engine/engine.ts';
import type { Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import type { PassLayer } from '../net/forward.ts';
import { rowsOf } from '../net/forward.ts';
import { merged } from '../net/names.ts';
import type { Recipe } from '../net/recipe.ts';
import { feedbackOf, lookUp, repeated, settle } from '../net/settle.ts';
import type { Stage } from './method.ts';
import { askReadouts } from './read-out-step.ts';
import { localOf, updateLayer } from './update-layer.ts';
import type { LearningPass } from './update-layer.ts';

export function settlingStep(
  ops: TensorOps,
  recipe: Recipe,
  stage: Stage,
  tensors: Tensors,
): Record<string, Tensor> {
  const image = assertDefined(tensors['image'], 'image');
  const labels = assertDefined(tensors['labels'], 'labels');
  const start = lookUp(ops, recipe, tensors, image);
  const { guess, outputs } = askReadouts(ops, recipe, stage, tensors, () => start.bottomUp);
  if (stage.layers.length === 0) return outputs;
  const wrongLabels = assertDefined(localOf(recipe).pairs.wrongLabels ?? undefined, 'wrong labels');
  const { value } = assertDefined(recipe.labels ?? undefined, 'a place for labels');
  const wrong = wrongLabels(ops, { tensors, labels, guess });
  const told = ops.scale(ops.concat([labels, wrong], 0), value);
  const { iterations } = feedbackOf(recipe);
  const settled = settle(ops, recipe, tensors, start, told, iterations);
  const passes = recipe.layers.map((_, index) =>
    allIterations(
      ops,
      settled.map((layers) => assertDefined(layers[index], 'a pass')),
      rowsOf(image),
    ),
  );
  const learnt = stage.layers.map((index) =>
    updateLayer(ops, recipe, index, assertDefined(passes[index], 'a pass'), tensors, {
      all: localOf(recipe).objective.collaborates === undefined ? [] : passes,
      iterations,
    }),
  );
  return merged([outputs, ...learnt]);
}

/**
 * One layer's passes of all iterations as one of many rows: the positives of all iterations [T B, N], then their
 * negatives. The image, the same in every row of its example, stays [B, I].
 */
function allIterations(ops: TensorOps, passes: readonly PassLayer[], examples: number): LearningPass {
  const gathered = (of: (pass: PassLayer) => Tensor): Tensor => {
    const whole = passes.map((pass) => repeated(ops, of(pass), 2 * examples));
    const half = (begin: number) => whole.map((rows) => ops.slice(rows, 0, begin, begin + examples));
    return ops.concat([...half(0), ...half(examples)], 0);
  };
  const blocks = Object.keys(passes[0]?.input.blocks ?? {}).map((block) => {
    const of = ({ input }: PassLayer) => assertDefined(input.blocks[block], block);
    const [first] = passes;
    return [block, block === 'image' && first !== undefined ? of(first) : gathered(of)] as const;
  });
  return {
    input: { blocks: Object.fromEntries(blocks), rowScale: null },
    activity: gathered(({ activity }) => activity),
    goodness: gathered(({ goodness }) => assertDefined(goodness ?? undefined, 'goodness')),
    // Only activations whose derivative is no gate look at it: as a getter it stays out of the others' graphs.
    get totalInput() {
      return gathered(({ totalInput }) => totalInput);
    },
  };
}

/**
 * Multiplications per example, each done as often as its numbers change: with the image once, with a label for both
 * halves, with states for both at every iteration; as many for the gradient; and the pass from the bottom up.
 */
export function settlingProducts(recipe: Recipe, stage: Stage): number {
  const { iterations } = feedbackOf(recipe);
  const learns = stage.layers.length > 0;
  const perBlock = (block: string, products: number): number => {
    const [upward, times] =
      block === 'image'
        ? [products, 1]
        : block === 'label'
          ? [0, 2 * 2]
          : [block === 'below' ? products : 0, 2 * 2 * iterations];
    return upward + (learns ? times * products : 0);
  };
  return recipe.layers.reduce(
    (total, { layer, reads }) =>
      Object.keys(reads).reduce((sum, block) => {
        const { shape } = assertDefined(layer.parameters[`weights/${block}`], block);
        return sum + perBlock(block, sizeOf(shape));
      }, total),
    0,
  );
}
