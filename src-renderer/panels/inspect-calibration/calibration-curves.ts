/** Calibration as curves: how often p(positive) of about p was right, by layer, against the line where they agree. */

import type { Curve } from '../../charts/chart-data.ts';
import type { SplitInspection } from '../../../src-shared/views/inspection-view.ts';

type Calibration = SplitInspection['calibration'][number];

/** Bins that hold nothing are left out. */
export function calibrationCurves(
  calibration: readonly Calibration[],
  colourOf: (layer: number) => string,
): Curve[] {
  const even: Curve = {
    name: 'perfectly calibrated',
    colour: 'var(--threshold)',
    dashed: true,
    series: { x: [0, 1], last: [0, 1] },
  };
  const curves = calibration.map(({ layer, meanProbability, fractionPositive, count }, index): Curve => {
    const bins = [...count.keys()].filter((bin) => (count[bin] as number) > 0);
    return {
      name: layer,
      colour: colourOf(index),
      series: {
        x: bins.map((bin) => meanProbability[bin] as number),
        last: bins.map((bin) => fractionPositive[bin] as number),
      },
    };
  });
  return [...curves, even];
}

/**
 * Expected calibration error: the mean distance between p(positive) and how often it was right, weighted by how many fell
 * in each bin (Naeini et al. 2015). null without examples.
 */
export function expectedCalibrationError({
  meanProbability,
  fractionPositive,
  count,
}: Pick<Calibration, 'meanProbability' | 'fractionPositive' | 'count'>): number | null {
  const total = count.reduce((sum, each) => sum + each, 0);
  if (total === 0) return null;
  let error = 0;
  count.forEach((each, bin) => {
    if (each > 0)
      error += each * Math.abs((meanProbability[bin] as number) - (fractionPositive[bin] as number));
  });
  return error / total;
}
