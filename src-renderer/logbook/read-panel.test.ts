/** What panels show, and what is said where something is not there. */

import { expect, test } from 'vitest';

import type { Cell, RunTable } from '../../src-shared/views/run-table-view.ts';
import type { ThinnedSeries } from '../../src-shared/views/series-view.ts';
import { pageMarkdown } from './page-markdown.ts';
import { joinPage } from './page-text.ts';
import { parseContent, printContent } from './panel-content.ts';
import type { PanelContent } from './panel-content.ts';
import { panelSvg } from './panel-picture.ts';
import { panelBlock, parsePanel } from './panel-text.ts';
import { readPage } from './read-page.ts';
import { readPanel } from './read-panel.ts';
import type { PanelSource } from './read-panel.ts';

const runs = ['20260101-000000-aaaa', '20260101-000001-bbbb', '20260101-000002-cccc'];
const table: RunTable = {
  revision: 1,
  runIds: runs,
  removed: [],
  columns: {
    'run:name': ['same', 'same', 'other | name'],
    'run:seed': [1, 2, 1],
    'run:preset': ['hinton', 'hinton', null],
    'run:error': [0.05, 0.07, null],
    'run:test-goodness': [0.02, 0.04, null],
  },
};
const series = (run: string, metric: string, last: number[]): ThinnedSeries => ({
  run,
  metric,
  total: last.length,
  inWindow: last.length,
  lastStep: last.length,
  exact: true,
  x: Float64Array.from(last, (_, at) => at),
  minimum: Float32Array.from(last),
  maximum: Float32Array.from(last),
  last: Float32Array.from(last),
  nanCount: new Uint32Array(last.length),
  smoothed: null,
});
const source: PanelSource = {
  table: async (columns) => {
    const nulls: readonly Cell[] = runs.map(() => null);
    const empty = Object.fromEntries(columns.map((id) => [id, nulls]));
    return { ...table, columns: { ...empty, ...table.columns } };
  },
  series: async (question) =>
    question.series.flatMap(({ run, metric }) =>
      metric === 'layer1/dead-units' && run !== runs[2] ? [series(run, metric, [0.5, Number.NaN, 0.25])] : [],
    ),
  evaluations: async () => [],
  films: async (_, names) =>
    names[0] !== 'activity/layer1'
      ? []
      : [
          {
            name: 'activity/layer1',
            shape: [2, 3],
            steps: Float64Array.of(10, 20),
            epochs: Float64Array.of(1, 2),
            lows: Float32Array.of(0, 0),
            highs: Float32Array.of(1, 2),
            bytes: Uint8Array.of(0, 255, 0, 0, 0, 255, 255, 0, 0, 0, 0, 51),
          },
        ],
  published: async () => new Map([['hinton', { test: { goodness: 0.0144 }, source: 'a paper' }]]),
};
const read = (text: string): Promise<PanelContent> => {
  const { panel } = parsePanel(text);
  if (panel === null) throw new Error(text);
  return readPanel(panel, source);
};

test('a curve is in the unit it is shown in, and runs of one name are told apart; what is not there is said', async () => {
  expect(await read(`kind: curve\nruns: aaaa, bbbb, cccc, zzzz\nmetric: layer1/dead-units`)).toEqual({
    sort: 'curves',
    title: 'Dead units, layer 1',
    xLabel: 'Step',
    yLabel: 'Dead units (%)',
    log: false,
    curves: ['same, seed 1', 'same, seed 2'].map((name) => ({
      name,
      x: [0, 1, 2],
      last: [50, Number.NaN, 25],
      minimum: [50, Number.NaN, 25],
      maximum: [50, Number.NaN, 25],
      smoothed: null,
      exact: true,
    })),
    notes: [
      'There is no run "zzzz" here: it was deleted, or is in another data folder.',
      'other | name: nothing is recorded of "layer1/dead-units".',
    ],
  });
  expect(await read('kind: curve\nruns: 2026\nmetric: loss')).toEqual({
    sort: 'nothing',
    title: 'loss',
    notes: ['"2026" fits 3 runs.'],
  });
});

test('a table has the columns asked for; a claim stands beside what its runs gave', async () => {
  expect(await read('kind: table\nruns: bbbb, cccc\ncolumns: run:name, run:error, setting:none')).toEqual({
    sort: 'table',
    title: 'Runs',
    columns: [
      { label: 'Name', numeric: false },
      { label: 'Test error', numeric: true },
      { label: 'none', numeric: false },
    ],
    rows: [
      ['same', '7.00\u00a0%', '–'],
      ['other | name', '–', '–'],
    ],
    notes: ['None of these runs has a value of "setting:none".'],
  });
  expect(await read('kind: claim\nruns: aaaa, bbbb')).toMatchObject({
    title: 'What was published of hinton',
    rows: [['Test error, goodness', '1.44\u00a0%', '3.00\u00a0% ± 1.41, n = 2', '+1.56']],
    notes: ['Published: a paper. These runs: same, seed 1, same, seed 2.'],
  });
  expect(await read('kind: claim\nruns: cccc')).toMatchObject({ sort: 'nothing' });
});

test('a heat map is of the moment at or before the step, and says so', async () => {
  expect(await read('kind: heatmap\nrun: aaaa\nlayer: 1\nstep: 15')).toMatchObject({
    sort: 'maps',
    low: 0,
    high: 2,
    maps: [
      { label: 'Positive', values: [0, 1, 0] },
      { label: 'Negative', values: [0, 0, 1] },
    ],
    notes: [
      'same, step 10, epoch 1; one cell a unit.',
      'Nothing was kept at step 15: this is what was kept nearest before.',
    ],
  });
  expect(await read('kind: heatmap\nrun: aaaa\nlayer: 7')).toMatchObject({
    sort: 'nothing',
    notes: ['same kept no activities of "layer7".'],
  });
});

test('what a page holds comes back, NaN and infinities too, and is a picture whatever it is', async () => {
  const curve = await read('kind: curve\nruns: aaaa\nmetric: layer1/dead-units');
  const infinite: PanelContent =
    curve.sort === 'curves'
      ? { ...curve, curves: curve.curves.map((each) => ({ ...each, last: [Infinity, -Infinity, 1] })) }
      : curve;
  for (const content of [curve, infinite, await read('kind: heatmap\nrun: aaaa\nlayer: 1')]) {
    expect(parseContent(printContent(content))).toEqual(content);
    expect(printContent(content)).not.toContain('\n');
    expect(panelSvg(content)).toMatch(/^<svg [\s\S]*<\/svg>/);
  }
  expect(['', '{}', '[1]', '{"sort":"maps"}', '{"sort":"table","title":1}'].map(parseContent)).toEqual(
    Array.from({ length: 5 }, () => null),
  );
});

test('a frozen panel shows what it holds though its run is gone; without that it says so', async () => {
  const content = await read('kind: heatmap\nrun: aaaa\nlayer: 1');
  const frozen = (key: string) =>
    panelBlock({
      kind: 'heatmap',
      run: 'gone',
      layer: '1',
      step: 'last',
      frozen: { at: '2026-01-02T00:00:00.000Z', key },
    });
  const body = joinPage(`A\n\n${frozen('k')}\n\n${frozen('lost')}`, new Map([['k', printContent(content)]]));
  expect(await readPage(body, source)).toMatchObject([
    { content, frozenAt: '2026-01-02T00:00:00.000Z' },
    { content: { sort: 'nothing', notes: [expect.stringContaining('is not in the page')] } },
  ]);
});

test('as Markdown, words stay as they are, tables are tables and pictures stand beside the page', async () => {
  const body = [
    'Words **stay**.',
    '```ffwb-panel\nkind: table\nruns: cccc\ncolumns: run:name\n```',
    '```ffwb-panel\nkind: curve\nruns: aaaa\nmetric: layer1/dead-units\n```',
    'End',
  ].join('\n\n');
  const panels = await readPage(body, source);
  const [page, picture] = pageMarkdown({ title: 'A [title]', body, panels, readAt: '' }, 'page');
  expect(page).toEqual({
    name: 'page.md',
    text: '# A \\[title\\]\n\nWords **stay**.\n\n**Runs**\n\n| Name |\n| --- |\n| other \\| name |\n\n![Dead units, layer 1](<page-1.svg>)\n\nEnd\n',
  });
  expect([picture?.name, picture?.text.startsWith('<svg')]).toEqual(['page-1.svg', true]);
});
