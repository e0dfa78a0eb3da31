/** Seeds as people write them: "1", "1-5, 8". One run is made for each. */

/** As many as one call may start. */
export const mostSeeds = 1000;

export type ParsedSeeds =
  | { readonly seeds: readonly number[]; readonly problem: null }
  | { readonly seeds: null; readonly problem: string };

/** In the order written, each once. */
export function parseSeeds(text: string): ParsedSeeds {
  const pieces = text
    .replace(/\s*[-–]\s*/g, '-')
    .split(/[\s,;]+/)
    .filter((piece) => piece !== '');
  if (pieces.length === 0) return refuse('Give at least one seed, such as 1 or 1-5');
  const seeds = new Set<number>();
  for (const piece of pieces) {
    const [, first = '', last = first] = /^(\d+)(?:-(\d+))?$/.exec(piece) ?? [];
    if (first === '') return refuse(`"${piece}" is neither a whole number from 0 nor a range such as 1-5`);
    const [from, to] = [Number(first), Number(last)];
    if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to)) {
      return refuse(`${piece} is too large: seeds go up to ${Number.MAX_SAFE_INTEGER}`);
    }
    if (to < from) return refuse(`the range ${piece} runs backwards`);
    if (seeds.size + to - from + 1 > mostSeeds) return refuse(`at most ${mostSeeds} runs start at once`);
    for (let seed = from; seed <= to; seed += 1) seeds.add(seed);
  }
  return { seeds: [...seeds], problem: null };
}

/** The shortest way to write them: consecutive ones as a range. */
export function writeSeeds(seeds: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const seed of seeds) {
    const range = ranges.at(-1);
    if (range !== undefined && seed === range[1] + 1) range[1] = seed;
    else ranges.push([seed, seed]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}

function refuse(problem: string): ParsedSeeds {
  return { seeds: null, problem };
}
