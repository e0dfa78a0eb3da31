/** A chart before its numbers are there: which metrics it draws, and how its lines look. */

import { answerLabel } from '../../src-shared/views/answer-names.ts';
import { layerWordsOf } from '../../src-shared/views/metric-words.ts';
import { layerColour, runColour } from '../ui/run-colours.ts';

export interface Line {
  readonly metric: string;
  readonly name: string;
  readonly colour: string;
  readonly dashed?: boolean;
}

export interface ChartPlan {
  readonly id: string;
  readonly title: string;
  readonly yLabel: string;
  readonly lines: readonly Line[];
  /** Drawn as a dashed line all along. */
  readonly threshold: number | null;
}

/** In its layer's colour, dashed where it is of a read-out of that layer; what belongs to no layer in a colour of its own. */
export function ofLayer(metric: string, name: string, layers: number): Line {
  const layer = /(?:^|\/)layer(\d+)$/.exec(name)?.[1];
  const colour = layer === undefined ? runColour(1) : layerColour(Number(layer), layers);
  const words = layerWordsOf(name);
  if (words !== name) return { metric, name: words, colour };
  const answer = answerLabel(name).replace(/^./, (letter) => letter.toLowerCase());
  return { metric, name: answer, colour, dashed: layer !== undefined };
}
