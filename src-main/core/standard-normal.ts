/** Expectations under a standard normal, by sums over a fine grid: for what parts tell of themselves, not for training. */

const step = 0.005;
const edge = 9; // beyond it the density is below 1e-17

const density = (x: number) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

/** E[f(x)]. */
export function meanUnderNormal(f: (x: number) => number): number {
  let total = 0;
  for (let at = -edge; at <= edge; at += step) total += f(at) * density(at) * step;
  return total;
}

/**
 * Mean of max(0, x)^2 over the largest `share` of all x, 0 < share <= 1: over those x that stand above the point that as
 * many exceed.
 */
export function tailSquares(share: number): number {
  let [mass, squares] = [0, 0];
  for (let at = edge; at > 0 && mass < share; at -= step) {
    const piece = Math.min(density(at) * step, share - mass);
    mass += piece;
    squares += at * at * piece;
  }
  return squares / share;
}
