import { expect, test } from 'vitest';

import { chartSvg } from './chart-svg.ts';
import { curveOption } from './curve-option.ts';
import { marked, plainPalette, textsOf } from './drawn-chart.fixture.ts';
import { phaseBackdrop, sharedBackdrop } from './phase-backdrop.ts';
import type { PhasedRun } from './phase-backdrop.ts';

const training = { kind: 'wake-and-sleep', wake: 30, sleep: 20, withheldFrom: 9 };
const run: PhasedRun = { training, totalSteps: 100, epochs: 10 };
const brief = (bands: readonly { name: string; from: number; to: number }[] | undefined) =>
  bands?.map(({ name, from, to }) => [name, from, to]);

test('phases stand where their updates are, over steps and over epochs', () => {
  const whole = [
    ['wake', 0, 30],
    ['sleep', 30, 50],
    ['wake', 50, 80],
    ['sleep withheld', 80, 100],
  ];
  expect(brief(phaseBackdrop(run, 'step')?.([0, 100], 500))).toEqual(whole);
  const inEpochs = whole.map(([name, from, to]) => [name, Number(from) / 10, Number(to) / 10]);
  expect(brief(phaseBackdrop(run, 'epoch')?.([0, 10], 500))).toEqual(inEpochs);
  expect(brief(phaseBackdrop(run, 'step')?.([25.5, 35.5], 500))).toEqual([
    ['wake', 25.5, 30],
    ['sleep', 30, 35.5],
  ]);
});

test('phases narrower than a few pixels are one band that says so, until one looks closer', () => {
  const backdrop = phaseBackdrop({ ...run, training: { ...training, wake: 1, sleep: 1 } }, 'step');
  expect(brief(backdrop?.([0, 100], 100))).toEqual([
    ['wake and sleep by turns, too short to draw', 0, 80],
    ['sleep withheld', 80, 100],
  ]);
  expect(brief(backdrop?.([10, 12], 100))).toEqual([
    ['wake', 10, 11],
    ['sleep', 11, 12],
  ]);
});

test('runs share a backdrop only where all have the same phases', () => {
  const other = { ...run, training: { ...training, sleep: 10 } };
  const plain = { ...run, training: { kind: 'together' } };
  expect(sharedBackdrop([run, { ...run }], 'step')).not.toBeNull();
  for (const runs of [[run, other], [run, plain], [plain], []])
    expect(sharedBackdrop(runs, 'step')).toBeNull();
  expect(phaseBackdrop(run, 'time')).toBeNull();
  expect(phaseBackdrop({ ...run, totalSteps: null }, 'step')).toBeNull();
});

test('a figure draws the bands over the height of the plot and names their phases', () => {
  const of = phaseBackdrop(run, 'step');
  if (of === null) throw new Error('no backdrop');
  const svg = chartSvg(
    curveOption({
      title: 'Loss',
      xLabel: 'Step',
      yLabel: 'Loss',
      curves: [{ name: 'layer1', colour: '#d50000', series: { x: [0, 50, 100], last: [3, 2, 1] } }],
      xLog: false,
      yLog: false,
      window: null,
      figure: true,
      palette: plainPalette,
      backdrop: { of, pixels: 660 },
    }),
  );
  expect(textsOf(svg)).toEqual(expect.arrayContaining(['layer1', 'wake', 'sleep', 'sleep withheld']));
  // A mark in the legend and a band for each stretch.
  const rectangles = (colour: string) => marked(svg, 'fill', colour).length;
  expect(['positive', 'negative', 'threshold'].map((name) => rectangles(`var(--${name})`))).toEqual([
    3, 2, 2,
  ]);
});
