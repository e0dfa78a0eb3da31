/** The option `--seeds`, which several commands have. */

import { InvalidArgumentError } from 'commander';

import { wholeNumber } from './command.ts';

/** "1,2,3" -> [1, 2, 3]. */
export function parseSeeds(text: string): number[] {
  const seeds = text.split(',').map(wholeNumber(0));
  if (new Set(seeds).size < seeds.length) throw new InvalidArgumentError('No seed may be there twice.');
  return seeds;
}
