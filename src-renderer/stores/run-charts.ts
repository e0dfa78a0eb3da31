/**
 * Which charts a run's view shows, made from the names of what it recorded: a metric that no run has makes no chart, and
 * one that nobody foresaw can be chosen by its name. Errors come from the run's own history of evaluations.
 */

import {
  answerLabel,
  answerNames,
  errorOf,
  isOfOneLayer,
  isOfOtherNet,
  layerOf,
} from '../../src-shared/views/answer-names.ts';
import {
  errorAxis,
  inShownUnit,
  layerWordsOf,
  makerWords,
  metricWords,
} from '../../src-shared/views/metric-words.ts';
import type { EvaluationPoint } from '../../src-shared/views/run-view.ts';
import type { SeriesAxis, ThinnedSeries } from '../../src-shared/views/series-view.ts';
import type { Curve, CurveSeries } from '../charts/chart-data.ts';
import {
  layerColour,
  negativeColour,
  positiveColour,
  runColour,
  thresholdColour,
} from '../ui/run-colours.ts';
import { ofLayer } from './chart-plan.ts';
import type { ChartPlan, Line } from './chart-plan.ts';
import type { LayerFacts } from './run-layers.ts';
import { samplePlans, verdictPlans } from './sample-charts.ts';

/** A chart with its numbers, as the panel of curves takes it. */
export interface RunChart {
  readonly id: string;
  readonly title: string;
  readonly yLabel: string;
  readonly curves: readonly Curve[];
}

/** One chart with a line per layer: the metric of `layer` is `pattern` with its name in place of "*". */
const layerCharts = [
  { id: 'pairwise', pattern: 'batch/*/pairwise-error' },
  { id: 'pairwise-full', pattern: '*/pairwise-error' },
  { id: 'auc', pattern: '*/auc' },
  { id: 'dead', pattern: '*/dead-units' },
  { id: 'activity', pattern: '*/activity/mean' },
  { id: 'norm', pattern: '*/weights/norm' },
  { id: 'unit-norm', pattern: '*/weights/unit-norm' },
] as const;

const singleCharts = [
  'speed/steps-per-second',
  'speed/useful-gigaflops-per-second',
  'memory/resident-bytes',
] as const;

/** What can be drawn of the metrics a run has, in the order people look. */
export function planCharts(metrics: readonly string[], layers: readonly LayerFacts[]): ChartPlan[] {
  const has = new Set(metrics);
  const losses = metrics.filter((metric) => metric.startsWith('loss/'));
  const batchErrors = metrics.filter((metric) => metric.startsWith('batch/error/'));
  const plans: ChartPlan[] = [
    {
      id: 'batch-error',
      title: 'Error on the newest batch',
      yLabel: errorAxis,
      lines: batchErrors.map((metric, at) => ({
        metric,
        name: answerLabel(metric.slice('batch/error/'.length)),
        colour: runColour(at),
      })),
      threshold: null,
    },
    {
      id: 'loss',
      title: 'Loss',
      yLabel: 'Loss of the batch',
      lines: lossLines(losses, layers.length),
      threshold: null,
    },
    ...layers.map((layer) => goodnessPlan(layer, has)),
    ...layerCharts.map(({ id, pattern }) => ({
      id,
      ...wordsOfAll(pattern),
      lines: layers.map(({ name }) => ofLayer(pattern.replace('*', name), name, layers.length)),
      threshold: null,
    })),
    iterationPlan(metrics),
    textPlan,
    ...verdictPlans(metrics, layers),
    ...samplePlans(metrics),
    ...singleCharts.map((metric) => ({ ...planMetric(metric), id: metric })),
  ];
  return plans
    .map((plan) => ({ ...plan, lines: plan.lines.filter(({ metric }) => has.has(metric)) }))
    .filter(({ lines }) => lines.length > 0);
}

/** A chart of one metric, chosen by its name. */
export function planMetric(metric: string): ChartPlan {
  const { title, axis } = metricWords(metric);
  const line = { metric, name: title, colour: runColour(0) };
  return { id: `metric:${metric}`, title, yLabel: axis, lines: [line], threshold: null };
}

/** Of a metric that every layer has, without the layer. */
function wordsOfAll(pattern: string): { readonly title: string; readonly yLabel: string } {
  const { title, axis } = metricWords(pattern.replace('*', 'layer1'));
  return { title: title.replace(/, layer 1$/, ''), yLabel: axis };
}

/** Of a net that settles: the error when one iteration alone is judged, the first lightest. */
function iterationPlan(metrics: readonly string[]): ChartPlan {
  const iterations = metrics
    .flatMap((metric) => /^iteration(\d+)\/error$/.exec(metric)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
  return {
    id: 'iteration-error',
    title: 'Error of each iteration alone',
    yLabel: errorAxis,
    lines: iterations.map((iteration, at) => ({
      metric: `iteration${iteration}/error`,
      name: `iteration ${iteration}`,
      colour: layerColour(at + 1, iterations.length),
    })),
    threshold: null,
  };
}

/** Of strings of text: how often the net says which character comes next. */
const textPlan: ChartPlan = {
  id: 'right-characters',
  title: 'Right characters',
  yLabel: metricWords('text/accuracy/commonest').axis,
  lines: [
    { metric: 'text/accuracy/teacher-forced', name: 'the real ones before', colour: runColour(0) },
    { metric: 'text/accuracy/self-generated', name: 'its own before', colour: runColour(1) },
    {
      metric: 'text/accuracy/commonest',
      name: 'the commonest symbol, always',
      colour: 'var(--text-muted)',
      dashed: true,
    },
  ],
  threshold: null,
};

/** Means of the batch at hand, measured often; of the full measure where there is nothing else. */
function goodnessPlan({ name, threshold }: LayerFacts, has: ReadonlySet<string>): ChartPlan {
  const start = has.has(`batch/${name}/goodness/positive/mean`) ? `batch/${name}` : name;
  return {
    id: `goodness/${name}`,
    title: `Goodness, ${layerWordsOf(name)}`,
    yLabel: 'Goodness, mean',
    lines: [
      { metric: `${start}/goodness/positive/mean`, name: 'positive', colour: positiveColour },
      { metric: `${start}/goodness/negative/mean`, name: 'negative', colour: negativeColour },
    ],
    threshold,
  };
}

/** Of layers in their colours, of whatever else learns each in one of its own. */
function lossLines(losses: readonly string[], layers: number): Line[] {
  const others = losses.filter((metric) => !/\/layer\d+$/.test(metric));
  return losses.map((metric) => {
    const [whose, at] = [metric.slice('loss/'.length), others.indexOf(metric)];
    const line = ofLayer(metric, whose, layers);
    if (at < 0) return line;
    const name = makerWords(whose) === whose ? line.name : makerWords(whose);
    return { ...line, name, colour: runColour(at + 1) };
  });
}

/** A plan with the numbers that are there; null while there are none. */
export function drawPlan(plan: ChartPlan, series: ReadonlyMap<string, ThinnedSeries>): RunChart | null {
  const curves: Curve[] = [];
  for (const { metric, name, colour, dashed } of plan.lines) {
    const found = series.get(metric);
    if (found !== undefined && found.x.length > 0)
      curves.push({ name, colour, dashed, series: inShownUnit(found) });
  }
  if (curves.length === 0) return null;
  const { threshold } = plan;
  if (threshold !== null) curves.push(thresholdCurve(threshold, curves));
  return { id: plan.id, title: plan.title, yLabel: plan.yLabel, curves };
}

function thresholdCurve(threshold: number, curves: readonly Curve[]): Curve {
  const first = Math.min(...curves.map(({ series }) => series.x[0] as number));
  const last = Math.max(...curves.map(({ series }) => series.x[series.x.length - 1] as number));
  const x = first === last ? [first] : [first, last];
  return {
    name: 'threshold',
    colour: thresholdColour,
    dashed: true,
    series: { x, last: x.map(() => threshold) },
  };
}

const splits = [
  { split: 'test', name: 'test', colour: runColour(0) },
  { split: 'validation', name: 'validation', colour: runColour(1) },
  { split: 'train', name: 'training', colour: runColour(2) },
] as const;

/**
 * Error by answer and split; then what nets beside the run's own say, and what every single layer says, both on the test
 * split where it was measured.
 */
export function errorCharts(history: readonly EvaluationPoint[], axis: SeriesAxis): RunChart[] {
  const names = answerNames(history.map(({ errors }) => errors));
  const own = names.filter((name) => !isOfOtherNet(name));
  const [whole, single] = [
    own.filter((name) => !isOfOneLayer(name)),
    own.filter((name) => isOfOneLayer(name)),
  ];
  const others = names.filter((name) => isOfOtherNet(name) && !isOfOneLayer(name));
  const readouts: Curve[] = splits.flatMap(({ split, name, colour }) =>
    whole.map((answer, place) => ({
      name: `${name}, ${answer}`,
      colour,
      dashed: place > 0,
      series: historySeries(history, axis, ({ errors }) => errorOf(errors, split, answer)),
    })),
  );
  const judged =
    splits.find(({ split }) => history.some(({ errors }) => errors[split] !== null)) ?? splits[0];
  const kinds = [...new Set(single.map((answer) => answer.replace(/\/layer\d+$/, '')))];
  const layers = single.map((answer) => Number(layerOf(answer)?.slice('layer'.length) ?? 1));
  const byLayer: Curve[] = single.map((answer, place) => ({
    name: answerLabel(answer),
    colour: layerColour(layers[place] ?? 1, Math.max(...layers)),
    dashed: kinds.indexOf(answer.replace(/\/layer\d+$/, '')) > 0,
    series: historySeries(history, axis, ({ errors }) => errorOf(errors, judged.split, answer)),
  }));
  const beside: Curve[] = others.map((answer, place) => ({
    name: answerLabel(answer),
    colour: runColour(place),
    dashed: false,
    series: historySeries(history, axis, ({ errors }) => errorOf(errors, judged.split, answer)),
  }));
  return [
    { id: 'error', title: 'Error', yLabel: errorAxis, curves: readouts },
    {
      id: 'other-error',
      title: `Error of nets beside this one, ${judged.name}`,
      yLabel: errorAxis,
      curves: beside,
    },
    {
      id: 'layer-error',
      title: `Error of each layer, ${judged.name}`,
      yLabel: errorAxis,
      curves: byLayer,
    },
  ]
    .map((chart) => ({ ...chart, curves: chart.curves.filter(({ series }) => series.x.length > 0) }))
    .filter(({ curves }) => curves.length > 0);
}

function historySeries(
  history: readonly EvaluationPoint[],
  axis: SeriesAxis,
  pick: (point: EvaluationPoint) => number | null,
): CurveSeries {
  const points = history.filter((point) => pick(point) !== null);
  const position = { step: 'step', epoch: 'epoch', time: 'trainSeconds' } as const;
  return {
    x: points.map((point) => point[position[axis]]),
    last: points.map((point) => 100 * (pick(point) as number)),
    total: points.length,
    inWindow: points.length,
    exact: true,
  };
}
