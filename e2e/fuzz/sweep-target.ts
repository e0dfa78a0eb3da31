/** Sweep files with some places changed: read, made into points, and each point into a draft. */

import { halvingRungs } from '../../src-shared/spec/sweep-halving.ts';
import { draftAt, pointName, sweepPoints } from '../../src-shared/spec/sweep-points.ts';
import { readSweep, sweepMethods } from '../../src-shared/spec/sweep.ts';
import type { Draw } from './draw.ts';
import { takenOrRefused } from './target.ts';
import type { Verdict } from './target.ts';

const fullEpochs = 27;

/** Sound ones, and such with up to three places changed. `bases`: experiments. */
export function hostileSweep(draw: Draw, bases: readonly unknown[]): unknown {
  const method = draw.of(sweepMethods);
  const steps = method === 'grid' ? { steps: 2 + draw.below(4) } : {};
  const axes = {
    'optimizer.learningRate': { log: [0.001, 0.1], ...steps },
    'threshold.factor': { values: [0.5, 1, { kind: 'none' }].slice(draw.below(2)) },
    'layers.0.units': { integers: [1, 1 + draw.below(1000) + 1], ...steps },
    'peer.strength': { range: [-draw.below(3), 1], ...steps },
  };
  const chosen = Object.entries(axes).filter(() => draw.chance(0.6));
  let sweep: unknown = {
    version: 1,
    base: draw.chance(0.5) ? 'quick-start' : draw.of(bases),
    axes: Object.fromEntries(chosen),
    seeds: Array.from({ length: 1 + draw.below(3) }, (_, seed) => seed),
    method,
    ...(method === 'grid' ? {} : { points: 1 + draw.below(40) }),
    ...(draw.chance(0.3) ? { budget: { seconds: draw.below(100), epochs: 5 } } : {}),
  };
  for (let count = draw.below(4); count > 0; count -= 1) sweep = draw.changed(sweep);
  return sweep;
}

export function sweepFuzzer(bases: readonly unknown[]): (draw: Draw) => Promise<Verdict> {
  return (draw) => {
    const file = hostileSweep(draw, bases);
    const [base] = bases;
    return takenOrRefused(['input/invalid'], () => {
      const sweep = readSweep(file, 'a sweep');
      const points = sweepPoints(sweep);
      if (sweep.halving !== undefined) halvingRungs(points.length, fullEpochs, sweep.halving);
      for (const settings of points.slice(0, 5)) draftAt(base, settings, pointName('base', settings));
    });
  };
}
