/**
 * What each metric is called, in what unit it is shown, and by what its numbers are multiplied for that: the one place
 * for every table, chart and comparison. A name that nobody foresaw stands as it is.
 */

import { answerLabel, errorLabel } from './answer-names.ts';
import type { SplitName } from './answer-names.ts';
import type { ThinnedSeries } from './series-view.ts';

export interface MetricWords {
  /** "Pairwise error of the batch, layer 1". */
  readonly title: string;
  /** What it measures, without whose it is, and its unit: "Pairwise error (%)". For an axis. */
  readonly axis: string;
  /** Times what was recorded: 100 for a fraction in percent. */
  readonly factor: number;
}

interface Kind {
  /** Of the name after the layer's. */
  readonly pattern: RegExp;
  readonly words: string;
  /** On an axis, where the words are too long for one. */
  readonly short?: string;
  readonly unit: '%' | '';
}

/** What is measured of one layer. */
const layerKinds: readonly Kind[] = [
  { pattern: /^pairwise-error$/, words: 'Pairwise error', unit: '%' },
  { pattern: /^auc$/, words: 'AUC of goodness', unit: '' },
  { pattern: /^dead-units$/, words: 'Dead units', unit: '%' },
  { pattern: /^activity\/mean$/, words: 'Mean activity', unit: '' },
  { pattern: /^weights\/norm$/, words: 'Norm of weights', unit: '' },
  { pattern: /^weights\/unit-norm$/, words: 'Norm of a unit’s weights, mean', short: 'Norm', unit: '' },
  { pattern: /^goodness\/positive\/mean$/, words: 'Goodness of positive, mean', unit: '' },
  { pattern: /^goodness\/negative\/mean$/, words: 'Goodness of negative, mean', unit: '' },
  {
    pattern: /^goodness\/positive\/deviation$/,
    words: 'Goodness of positive, deviation',
    short: 'Deviation of goodness',
    unit: '',
  },
  {
    pattern: /^goodness\/negative\/deviation$/,
    words: 'Goodness of negative, deviation',
    short: 'Deviation of goodness',
    unit: '',
  },
];

const rightAxis = 'Right characters (%)';

const runMetrics: Readonly<Record<string, MetricWords>> = {
  'text/accuracy/teacher-forced': {
    title: 'Right characters after the real ones',
    axis: rightAxis,
    factor: 100,
  },
  'text/accuracy/self-generated': {
    title: 'Right characters after its own',
    axis: rightAxis,
    factor: 100,
  },
  'text/accuracy/commonest': {
    title: 'Right characters by the commonest symbol',
    axis: rightAxis,
    factor: 100,
  },
  'speed/steps-per-second': { title: 'Speed', axis: 'Steps per second', factor: 1 },
  'speed/useful-gigaflops-per-second': {
    title: 'Useful work',
    axis: '10⁹ operations/s',
    factor: 1,
  },
  'memory/resident-bytes': { title: 'Memory', axis: 'Resident memory (MB)', factor: 1e-6 },
};

export const errorAxis = 'Error (%)';

export function metricWords(metric: string): MetricWords {
  const known = Object.hasOwn(runMetrics, metric) ? runMetrics[metric] : undefined;
  return (
    known ??
    errorWords(metric) ??
    batchErrorWords(metric) ??
    lossWords(metric) ??
    iterationWords(metric) ??
    sampleWords(metric) ??
    verdictWords(metric) ??
    layerWords(metric) ??
    asItIs(metric)
  );
}

/** The split and the answer that an error metric names: "error/test/goodness", "error/train/goodness/layer1". */
export function errorMetricParts(
  metric: string,
): { readonly split: SplitName; readonly name: string } | null {
  const [, split, name] = /^error\/(test|validation|train)\/(.+)$/s.exec(metric) ?? [];
  return split === undefined || name === undefined ? null : { split: split as SplitName, name };
}

/** "layer 1" of "layer1"; any other name as it is. */
export function layerWordsOf(name: string): string {
  const layer = /^layer(\d+)$/.exec(name)?.[1];
  return layer === undefined ? name : `layer ${layer}`;
}

/** The same curve in the unit it is shown in. */
export function inShownUnit(series: ThinnedSeries): ThinnedSeries {
  const { factor } = metricWords(series.metric);
  if (factor === 1) return series;
  const times = (values: Float32Array): Float32Array => values.map((value) => factor * value);
  return {
    ...series,
    minimum: times(series.minimum),
    maximum: times(series.maximum),
    last: times(series.last),
    smoothed: series.smoothed === null ? null : times(series.smoothed),
  };
}

function errorWords(metric: string): MetricWords | null {
  const parts = errorMetricParts(metric);
  if (parts === null) return null;
  return { title: errorLabel(parts.split, parts.name), axis: errorAxis, factor: 100 };
}

/** "batch/error/goodness/layer1": of the batch that was just learnt. */
function batchErrorWords(metric: string): MetricWords | null {
  const [, name] = /^batch\/error\/(.+)$/s.exec(metric) ?? [];
  if (name === undefined) return null;
  const answer = answerLabel(name).replace(/^./, (letter) => letter.toLowerCase());
  return { title: `Error on the newest batch, ${answer}`, axis: errorAxis, factor: 100 };
}

function lossWords(metric: string): MetricWords | null {
  const [, whose] = /^loss\/(.+)$/s.exec(metric) ?? [];
  if (whose === undefined) return null;
  const layer = layerWordsOf(whose);
  const other = makerWords(whose) === whose ? answerLabel(whose) : makerWords(whose);
  const words = layer === whose ? other.replace(/^./, (letter) => letter.toLowerCase()) : layer;
  return { title: `Loss, ${words}`, axis: 'Loss of the batch', factor: 1 };
}

/** What is measured of one iteration of a net that settles: "iteration3/error". */
const iterationKinds: Readonly<
  Record<string, { readonly words: string; readonly axis: string; readonly factor: number }>
> = {
  error: { words: 'Error', axis: errorAxis, factor: 100 },
  'goodness/right': { words: 'Goodness of the right label', axis: 'Goodness of the layers', factor: 1 },
  'goodness/wrong': { words: 'Goodness of the best wrong label', axis: 'Goodness of the layers', factor: 1 },
};

function iterationWords(metric: string): MetricWords | null {
  const [, iteration, what] = /^iteration(\d+)\/(.+)$/s.exec(metric) ?? [];
  const kind = what === undefined || !Object.hasOwn(iterationKinds, what) ? undefined : iterationKinds[what];
  if (iteration === undefined || kind === undefined) return null;
  const { words, axis, factor } = kind;
  return { title: `${words} at iteration ${iteration}`, axis, factor };
}

/** Who makes images, by the names that metrics carry; a name nobody knows as it is. */
export function makerWords(maker: string): string {
  const words: Readonly<Record<string, string>> = {
    'image-map': 'map from activities',
    ascent: 'ascent of goodness',
    generator: 'generator',
  };
  return Object.hasOwn(words, maker) ? (words[maker] ?? maker) : maker;
}

/** What is measured of images that a net makes: "samples/image-map/diversity". */
const sampleKinds: Readonly<
  Record<string, { readonly words: string; readonly axis: string; readonly factor: number }>
> = {
  diversity: { words: 'Diversity of made images', axis: 'Diversity, real images 1', factor: 1 },
  classes: { words: 'Classes among made images', axis: 'Classes (%)', factor: 100 },
  distinct: { words: 'Distinct made images', axis: 'Distinct images (%)', factor: 100 },
  'right-class': { words: 'Made images of the right class', axis: 'Right class (%)', factor: 100 },
};

function sampleWords(metric: string): MetricWords | null {
  const [, maker, what] = /^samples\/([^/]+)\/(.+)$/s.exec(metric) ?? [];
  const kind = what === undefined || !Object.hasOwn(sampleKinds, what) ? undefined : sampleKinds[what];
  if (maker === undefined || kind === undefined) return null;
  const { words, axis, factor } = kind;
  return { title: `${words}, ${makerWords(maker)}`, axis, factor };
}

/** "layer1/verdict/image-map": a layer's own, or, without a layer, a discriminator's. */
function verdictWords(metric: string): MetricWords | null {
  const [, layer, maker] = /^(?:(layer\d+)\/)?verdict\/(.+)$/s.exec(metric) ?? [];
  if (maker === undefined) return null;
  const whose = layer === undefined ? 'discriminator' : layerWordsOf(layer);
  return {
    title: `Real against made (${makerWords(maker)}), ${whose}`,
    axis: 'AUC of the verdict',
    factor: 1,
  };
}

function layerWords(metric: string): MetricWords | null {
  const [, batch, layer, what] = /^(batch\/)?(layer\d+)\/(.+)$/.exec(metric) ?? [];
  const kind = layerKinds.find(({ pattern }) => what !== undefined && pattern.test(what));
  if (kind === undefined || layer === undefined) return null;
  const { words, short = words, unit } = kind;
  return {
    title: `${words}${batch === undefined ? '' : ' in the batch'}, ${layerWordsOf(layer)}`,
    axis: unit === '' ? short : `${short} (${unit})`,
    factor: unit === '%' ? 100 : 1,
  };
}

function asItIs(metric: string): MetricWords {
  return { title: metric, axis: 'Value', factor: 1 };
}
