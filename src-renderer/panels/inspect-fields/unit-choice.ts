/** Which units of a layer are shown: typed as numbers and ranges, or those that differ most between the two labels. */

/** The program gives so many receptive fields at once. */
export const mostUnits = 256;

/** "0-3, 7" is units 0, 1, 2, 3 and 7. null where it cannot be read; units the layer does not have are left out. */
export function parseUnits(text: string, units: number): number[] | null {
  const found = new Set<number>();
  for (const part of text.split(',').map((each) => each.trim())) {
    if (part === '') continue;
    const match = /^(\d{1,6})(?:\s*[-–]\s*(\d{1,6}))?$/.exec(part);
    if (match === null) return null;
    const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])];
    for (let unit = from; unit <= Math.min(to, units - 1) && found.size < mostUnits; unit += 1)
      found.add(unit);
  }
  return [...found];
}

/** The `count` units with the largest values, largest first. */
export function strongestUnits(values: ArrayLike<number>, count: number): number[] {
  return Array.from({ length: values.length }, (_, unit) => unit)
    .sort((a, b) => (values[b] as number) - (values[a] as number) || a - b)
    .slice(0, count);
}

/** As strongestUnits, by sets of weights: unit u has set u % sets, and counts as much as its strongest unit. */
export function strongestSets(values: Float32Array, sets: number, count: number): number[] {
  if (sets >= values.length) return strongestUnits(values, count);
  const best = new Float32Array(sets).fill(-Infinity);
  values.forEach((value, unit) => (best[unit % sets] = Math.max(best[unit % sets] as number, value)));
  return strongestUnits(best, count);
}

/** Values [places, channels] summed over the channels. */
export function summedChannels(values: Float32Array, channels: number): Float32Array {
  const summed = new Float32Array(values.length / channels);
  values.forEach((value, at) => {
    const place = Math.floor(at / channels);
    summed[place] = (summed[place] as number) + value;
  });
  return summed;
}
