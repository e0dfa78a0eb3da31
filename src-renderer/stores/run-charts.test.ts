/** Which charts a run gets, and what is drawn in them. */

import { describe, expect, it } from 'vitest';

import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import type { EvaluationPoint } from '../../src-shared/views/run-view.ts';
import type { ThinnedSeries } from '../../src-shared/views/series-view.ts';
import { runColour } from '../ui/run-colours.ts';
import { drawPlan, errorCharts, planCharts, planMetric } from './run-charts.ts';
import { layersOf } from './run-layers.ts';

const spec = {
  layers: [
    { kind: 'dense', units: 500 },
    { kind: 'dense', units: 200 },
  ],
  threshold: { kind: 'units', factor: 0.5 },
} as unknown as ExperimentSpec;

function series(metric: string, x: readonly number[]): ThinnedSeries {
  const values = Float32Array.from(x);
  return {
    run: 'r',
    metric,
    total: x.length,
    inWindow: x.length,
    lastStep: x.at(-1) ?? 0,
    exact: true,
    x: Float64Array.from(x),
    minimum: values,
    maximum: values,
    last: values,
    nanCount: new Uint32Array(x.length),
    smoothed: null,
  };
}

describe('the layers of a run', () => {
  it('have the threshold the spec gives them', () => {
    expect(layersOf({ net: null, spec })).toEqual([
      { name: 'layer1', units: 500, threshold: 250, grid: null, programmed: false },
      { name: 'layer2', units: 200, threshold: 100, grid: null, programmed: false },
    ]);
    const number = { ...spec, threshold: { kind: 'number', value: 2 } } as ExperimentSpec;
    expect(layersOf({ net: null, spec: number }).map(({ threshold }) => threshold)).toEqual([2, 2]);
    const strange = { ...spec, threshold: { kind: 'learned' } } as ExperimentSpec;
    expect(layersOf({ net: null, spec: strange }).map(({ threshold }) => threshold)).toEqual([null, null]);
  });
});

describe('the layers of a run that told what its net is', () => {
  it('are those of the net, laid out as it said', () => {
    const layer = { name: 'layer1', field: null, sharesWeights: false, parameterCount: 1, threshold: null };
    const net = {
      layers: [{ ...layer, output: { height: 4, width: 4, channels: 128 } }],
      readouts: [],
      labelled: false,
    };
    expect(layersOf({ net, spec })).toEqual([
      {
        name: 'layer1',
        units: 2048,
        threshold: null,
        grid: { height: 4, width: 4, channels: 128 },
        programmed: false,
      },
    ]);
  });
});

describe('the charts of a run', () => {
  it('have made images by measure, and by maker how well each layer and a discriminator tell them from real ones', () => {
    const layers = layersOf({ net: null, spec });
    const told = ['layer1', 'layer2'].map((layer) => `${layer}/verdict/image-map`);
    const samples = ['image-map', 'ascent'].map((maker) => `samples/${maker}/distinct`);
    const plans = planCharts([...told, 'verdict/generator', ...samples], layers);
    expect(plans.map(({ title, lines }) => [title, lines.map(({ name }) => name)])).toEqual([
      ['Real against made, map from activities', ['layer 1', 'layer 2']],
      ['Real against made, generator', ['discriminator']],
      ['Distinct made images', ['map from activities', 'ascent of goodness']],
    ]);
  });

  it('have the error of every iteration of a net that settles, in the order of iterations', () => {
    const errors = [10, 2, 1].map((iteration) => `iteration${iteration}/error`);
    const [plan] = planCharts([...errors, 'iteration1/goodness/right'], []);
    expect(plan?.lines.map(({ metric, name }) => [metric, name])).toEqual([
      ['iteration1/error', 'iteration 1'],
      ['iteration2/error', 'iteration 2'],
      ['iteration10/error', 'iteration 10'],
    ]);
  });

  it('have how often a net says the next character, where there are strings of text', () => {
    const [plan] = planCharts(['text/accuracy/commonest', 'text/accuracy/teacher-forced'], []);
    expect([plan?.title, plan?.lines.map(({ name }) => name)]).toEqual([
      'Right characters',
      ['the real ones before', 'the commonest symbol, always'],
    ]);
  });

  const metrics = [
    'batch/layer1/goodness/positive/mean',
    'batch/layer1/goodness/negative/mean',
    'layer2/goodness/positive/mean',
    'layer1/auc',
    'loss/layer1',
    'loss/softmax',
    'memory/resident-bytes',
    'something/else',
  ];

  it('are those whose metrics were recorded', () => {
    const planned = planCharts(metrics, layersOf({ net: null, spec }));
    expect(
      planned.map(({ title, lines, threshold }) => [title, lines.map(({ metric }) => metric), threshold]),
    ).toEqual([
      ['Loss', ['loss/layer1', 'loss/softmax'], null],
      [
        'Goodness, layer 1',
        ['batch/layer1/goodness/positive/mean', 'batch/layer1/goodness/negative/mean'],
        250,
      ],
      ['Goodness, layer 2', ['layer2/goodness/positive/mean'], 100],
      ['AUC of goodness', ['layer1/auc'], null],
      ['Memory', ['memory/resident-bytes'], null],
    ]);
  });

  it('name losses and errors on the newest batch in words, with lines that can be told apart', () => {
    const losses = ['loss/layer1', 'loss/layer2', 'loss/probe/layer1', 'loss/probe/layer2', 'loss/softmax'];
    const batch = ['batch/error/goodness', 'batch/error/goodness/layer1'];
    const [newest, loss] = planCharts([...losses, ...batch], layersOf({ net: null, spec }));
    expect([newest?.title, newest?.lines.map(({ name }) => name)]).toEqual([
      'Error on the newest batch',
      ['Goodness', 'Layer 1 alone'],
    ]);
    expect(loss?.lines.map(({ name }) => name)).toEqual([
      'layer 1',
      'layer 2',
      'probe of layer 1',
      'probe of layer 2',
      'softmax',
    ]);
    for (const plan of [newest, loss]) {
      const looks = plan?.lines.map(({ colour, dashed }) => `${colour} ${dashed === true}`) ?? [];
      expect(new Set(looks).size).toBe(plan?.lines.length);
    }
  });

  it('draw the threshold all along, and nothing without numbers', () => {
    const plan = planCharts(metrics, layersOf({ net: null, spec }))[1];
    if (plan === undefined) throw new Error('no plan');
    const positive = series('batch/layer1/goodness/positive/mean', [50, 100, 150]);
    const drawn = drawPlan(plan, new Map([[positive.metric, positive]]));
    expect(
      drawn?.curves.map(({ name, series: { x, last } }) => [name, Array.from(x), Array.from(last)]),
    ).toEqual([
      ['positive', [50, 100, 150], [50, 100, 150]],
      ['threshold', [50, 150], [250, 250]],
    ]);
    expect(drawPlan(plan, new Map())).toBeNull();
    expect(planMetric('a/b').lines.map(({ metric }) => metric)).toEqual(['a/b']);
  });

  it('show errors by read-out and split, on the axis asked for', () => {
    const errors = { goodness: 0.1, 'goodness/layer1': 0.5, 'goodness/layer2': 0.2 };
    const history: EvaluationPoint[] = [
      {
        step: 500,
        epoch: 1,
        trainSeconds: 3,
        errors: { train: null, validation: null, test: null },
        final: false,
      },
      {
        step: 1000,
        epoch: 2,
        trainSeconds: 6,
        errors: { train: null, validation: errors, test: null },
        final: true,
      },
    ];
    const told = errorCharts(history, 'time').map(({ title, curves }) => [
      title,
      curves.map(({ name, series: { x, last } }) => [name, x, last]),
    ]);
    expect(told).toEqual([
      ['Error', [['validation, goodness', [6], [10]]]],
      [
        'Error of each layer, validation',
        [
          ['Layer 1 alone', [6], [50]],
          ['Layer 2 alone', [6], [20]],
        ],
      ],
    ]);
    expect(errorCharts([], 'step')).toEqual([]);
  });

  it('show what nets beside the own one say apart, in words', () => {
    const test = {
      softmax: 0.1,
      'softmax/copied': 0.4,
      'softmax/teacher': 0.2,
      'goodness/layer1/copied': 0.9,
    };
    const point = {
      step: 10,
      epoch: 1,
      trainSeconds: 1,
      errors: { train: null, validation: null, test },
      final: true,
    };
    const told = errorCharts([point], 'step').map(({ title, curves }) => [
      title,
      curves.map(({ name, colour }) => [name, colour]),
    ]);
    expect(told).toEqual([
      ['Error', [['test, softmax', runColour(0)]]],
      [
        'Error of nets beside this one, test',
        [
          ['Softmax, copied to another device', runColour(0)],
          ['Softmax, of the teacher', runColour(1)],
        ],
      ],
    ]);
  });
});
