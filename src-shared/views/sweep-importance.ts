/**
 * How much each setting of a sweep matters: the share of the objective's variance that the setting alone explains, which is
 * the first-order effect of Sobol's decomposition. Estimated from the recorded points as the correlation ratio over values
 * or bins (Pearson 1905; as "given-data" estimator: Plischke, Borgonovo and Smith, Eur. J. Oper. Res. 226, 2013), freed of
 * its bias (Kelley's epsilon squared, 1935). What shares do not add up to is effects of settings together, and chance.
 */

export interface Importance {
  /** From 0 to 1; null where there are too few points to tell. */
  readonly share: number | null;
  /** Spearman's rank correlation with the objective: above 0, larger values are worse. null where values are no numbers. */
  readonly direction: number | null;
  /** Points with a figure. */
  readonly n: number;
}

const fewest = 8;
/** Numbers with more different values are put into bins of equally many points. */
const mostValues = 12;
const mostBins = 20;

/** `values` and `objective` by point; null: no figure. */
export function importanceOf(values: readonly unknown[], objective: readonly (number | null)[]): Importance {
  const told = values.flatMap((value, at) => {
    const figure = objective[at] ?? null;
    return figure === null || !Number.isFinite(figure) ? [] : [{ value, figure }];
  });
  const n = told.length;
  const figures = told.map(({ figure }) => figure);
  const numbers = told.map(({ value }) => value);
  const areNumbers = numbers.every((value): value is number => typeof value === 'number');
  const groups = areNumbers ? groupsOfNumbers(numbers) : groupsOfValues(told.map(({ value }) => value));
  return {
    share: n < fewest ? null : shareOf(groups, figures),
    direction: areNumbers && n >= fewest ? spearman(numbers, figures) : null,
    n,
  };
}

/** The number of its group for each value. */
function groupsOfValues(values: readonly unknown[]): number[] {
  const known = new Map<string, number>();
  return values.map((value) => {
    const key = JSON.stringify(value);
    const group = known.get(key) ?? known.size;
    known.set(key, group);
    return group;
  });
}

/** Equal numbers always share a bin. */
function groupsOfNumbers(values: readonly number[]): number[] {
  if (new Set(values).size <= mostValues) return groupsOfValues(values);
  const bins = Math.min(mostBins, Math.max(3, Math.floor(Math.sqrt(values.length) / 1.5)));
  return ranksOf(values).map((rank) => Math.min(bins - 1, Math.floor((bins * (rank - 0.5)) / values.length)));
}

/** Epsilon squared; null where all figures are alike or every group has one point. */
function shareOf(groups: readonly number[], figures: readonly number[]): number | null {
  const n = figures.length;
  const mean = figures.reduce((sum, figure) => sum + figure, 0) / n;
  const sums = new Map<number, { count: number; sum: number }>();
  for (const [at, group] of groups.entries()) {
    const of = sums.get(group) ?? { count: 0, sum: 0 };
    sums.set(group, { count: of.count + 1, sum: of.sum + (figures[at] ?? 0) });
  }
  const total = figures.reduce((sum, figure) => sum + (figure - mean) ** 2, 0);
  if (total === 0 || sums.size >= n) return null;
  if (sums.size === 1) return 0;
  let between = 0;
  for (const { count, sum } of sums.values()) between += count * (sum / count - mean) ** 2;
  const within = Math.max(0, 1 - between / total);
  return Math.max(0, 1 - (within * (n - 1)) / (n - sums.size));
}

/** From 1 on; equal values have the mean of their ranks. */
function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, at) => at).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = new Array<number>(values.length).fill(0);
  for (let first = 0; first < order.length;) {
    let last = first;
    while (last + 1 < order.length && values[order[last + 1] ?? 0] === values[order[first] ?? 0]) last += 1;
    for (let at = first; at <= last; at += 1) ranks[order[at] ?? 0] = (first + last) / 2 + 1;
    first = last + 1;
  }
  return ranks;
}

function spearman(one: readonly number[], other: readonly number[]): number | null {
  const [x, y] = [ranksOf(one), ranksOf(other)];
  const middle = (x.length + 1) / 2;
  let [both, squareX, squareY] = [0, 0, 0];
  for (const [at, rank] of x.entries()) {
    const [a, b] = [rank - middle, (y[at] ?? 0) - middle];
    both += a * b;
    squareX += a * a;
    squareY += b * b;
  }
  return squareX === 0 || squareY === 0 ? null : both / Math.sqrt(squareX * squareY);
}
