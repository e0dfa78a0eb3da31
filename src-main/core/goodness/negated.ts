import type { Goodness } from './goodness.ts';

/** -g of a goodness g that is never below 0: what raised it now lowers it. */
export function negated(goodness: Goodness): Goodness {
  const { sums } = goodness;
  return {
    ...goodness,
    ...(sums === undefined ? {} : { sums: { ...sums, factor: (units: number) => -sums.factor(units) } }),
    of: (ops, activity, squares) => ops.negate(goodness.of(ops, activity, squares)),
    chain: (ops, upstream, activity) => goodness.chain(ops, ops.negate(upstream), activity),
    largest: () => 0,
    smallest: (units, bound) => -goodness.largest(units, bound),
    expected: (units, meanSquare) => -goodness.expected(units, meanSquare),
  };
}
