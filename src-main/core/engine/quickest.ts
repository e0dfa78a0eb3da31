/** Which of several ways to use a CPU is the quickest here and now: other programs may keep cores busy. */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { Engine } from './engine.ts';
import { SpeedProbe } from './measure-speed.ts';

/** Sides take turns, because what else a machine does changes from moment to moment. */
const turns = { least: 2, most: 6 };
const stepsOfTurn = 4;
/** No turn begins after so many milliseconds but the least there must be. */
const longest = 600;
/** How much quicker another must be than the first: a quiet machine should always decide alike. */
const clearly = 1.15;

/**
 * The position of the engine that trains quickest; the first, unless another one is clearly quicker. Takes some tenths of a
 * second. `clock` in milliseconds. Error: engine/failed.
 */
export async function quickestOf(engines: readonly Engine[], clock: () => number): Promise<number> {
  const sides = await Promise.all(
    engines.map(async (engine) => ({ probe: await SpeedProbe.open(engine), milliseconds: 0 })),
  );
  const begin = clock();
  for (let turn = 0; turn < turns.most && (turn < turns.least || clock() - begin < longest); turn += 1) {
    for (const side of sides) {
      await side.probe.step(); // until the threads of the one before have gone to sleep
      const before = clock();
      for (let step = 0; step < stepsOfTurn; step += 1) await side.probe.step();
      side.milliseconds += clock() - before;
    }
  }
  for (const { probe } of sides) await probe.dispose();
  const times = sides.map(({ milliseconds }) => milliseconds);
  const best = times.indexOf(Math.min(...times));
  return assertDefined(times[0], 'the first') > clearly * assertDefined(times[best], 'the best') ? best : 0;
}
