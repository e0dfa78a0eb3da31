/** How all curves of a comparison are drawn; the address keeps it, so that a link shows the same picture. */

import type { SeriesAxis } from '../../../src-shared/views/series-view.ts';

export interface CurveSettings {
  readonly axis: SeriesAxis;
  /** Weight of the past, 0 to below 1. */
  readonly smoothing: number;
  readonly xLog: boolean;
  readonly yLog: boolean;
  /** Seeds of one configuration as mean and standard deviation. */
  readonly folded: boolean;
  /** On the axis; null: all of it. */
  readonly window: readonly [number, number] | null;
}

export const plainSettings: CurveSettings = {
  axis: 'step',
  smoothing: 0,
  xLog: false,
  yLog: false,
  folded: true,
  window: null,
};

export const axisLabels: Readonly<Record<SeriesAxis, string>> = {
  step: 'Step',
  epoch: 'Epoch',
  time: 'Training time (s)',
};
