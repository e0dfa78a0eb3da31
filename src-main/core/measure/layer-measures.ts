/** Every measure of layers. A new one is one file here and one line below. */

import { drawnImages } from './drawn-images.ts';
import { iterations } from './iterations.ts';
import { layerActivity } from './layer-activity.ts';
import type { Measure } from './measure.ts';
import { separation } from './separation.ts';
import { weightNorms } from './weight-norms.ts';

export const layerMeasures: readonly Measure[] = [
  separation,
  iterations,
  layerActivity,
  weightNorms,
  drawnImages,
];
