/** Points in groups as they are exported. */

import { describe, expect, it, vi } from 'vitest';

import { plainDocument } from './document.fixture.ts';
import { hostileName, marked, plainPalette, strangeTags, textsOf } from './drawn-chart.fixture.ts';
import { chartSvg } from './chart-svg.ts';
import { pointOf, scatterNote, scatterOption, scatterTable } from './scatter-option.ts';
import type { ScatterOptionInput } from './scatter-option.ts';

const groups = [
  { name: 'digit 0', colour: '#d50000' },
  { name: 'digit 1', colour: '#0000d5' },
];
const points = [
  { x: 1, y: 2, group: 0, id: 'a' },
  { x: 3, y: 4, group: 1, id: 'b' },
  { x: 5, y: 6, group: 0, id: 'c' },
];
const input = (change: Partial<ScatterOptionInput> = {}): ScatterOptionInput => ({
  title: 'Activities of layer 2, PCA',
  xLabel: 'First component',
  yLabel: 'Second component',
  points,
  groups,
  hidden: new Set<string>(),
  xLog: false,
  yLog: false,
  figure: true,
  palette: plainPalette,
  ...change,
});
const svgOf = (change: Partial<ScatterOptionInput> = {}): string => chartSvg(scatterOption(input(change)));
/** The points of each series. */
function drawn(change: Partial<ScatterOptionInput>): unknown {
  const { series } = scatterOption(input(change));
  return Array.isArray(series) ? series.map(({ name, data }) => [name, data]) : null;
}

describe('a scatter chart', () => {
  it('has title, both labels, and each group in its legend', () => {
    expect(textsOf(svgOf())).toEqual(
      expect.arrayContaining([
        'Activities of layer 2, PCA',
        'First component',
        'Second component',
        'digit 0',
        'digit 1',
      ]),
    );
    // Two points and the legend's mark.
    expect(marked(svgOf(), 'fill', '#d50000')).toHaveLength(3);
  });

  it('leaves hidden groups out of the drawing and of its legend', () => {
    const hidden = new Set(['digit 0']);
    expect(drawn({ hidden })).toEqual([['digit 1', [[3, 4, 1]]]]);
    expect(textsOf(svgOf({ hidden }))).not.toContain('digit 0');
  });

  it('shows names as text, whatever is in them', () => {
    const svg = svgOf({ title: hostileName, groups: [{ name: hostileName, colour: '#d50000' }] });
    expect(strangeTags(svg)).toEqual([]);
    expect(textsOf(svg).filter((text) => text === hostileName)).toHaveLength(2);
  });

  it('gives groups after the eighth another shape', () => {
    const many = Array.from({ length: 17 }, (_, at) => ({ name: `group ${at}`, colour: '#000000' }));
    const { series } = scatterOption(input({ groups: many }));
    const symbols = Array.isArray(series) ? series.map((each) => (each as { symbol?: unknown }).symbol) : [];
    expect([symbols[0], symbols[7], symbols[8], symbols[16]]).toEqual([
      'circle',
      'circle',
      'triangle',
      'rect',
    ]);
  });
});

describe('points without a place on the axes', () => {
  const odd = [
    { x: 0, y: 1, group: 0, id: 'zero' },
    { x: -1, y: 1, group: 0, id: 'below' },
    { x: NaN, y: 1, group: 0, id: 'none' },
    { x: 2, y: Infinity, group: 0, id: 'infinite' },
    { x: 10, y: 1, group: 0, id: 'good' },
  ];

  it('are left out, and the note says how many and why', () => {
    expect(drawn({ points: odd, groups: groups.slice(0, 1) })).toEqual([
      [
        'digit 0',
        [
          [0, 1, 0],
          [-1, 1, 1],
          [10, 1, 4],
        ],
      ],
    ]);
    expect(drawn({ points: odd, groups: groups.slice(0, 1), xLog: true })).toEqual([
      ['digit 0', [[10, 1, 4]]],
    ]);
    expect([
      scatterNote(input()),
      scatterNote(input({ points: odd })),
      scatterNote(input({ points: odd, xLog: true })),
      scatterNote(input({ points: odd, hidden: new Set(['digit 0']) })),
    ]).toEqual([
      '',
      '2 of 5 points not shown: not finite',
      '4 of 5 points not shown: at or below 0 or not finite',
      '',
    ]);
  });

  it('may be all there are', () => {
    const svg = svgOf({ points: odd.slice(0, 4), xLog: true, yLog: true });
    expect(textsOf(svg)).toContain('First component');
    expect(svg).not.toContain('NaN');
  });
});

describe('the point at the cursor', () => {
  it('is found by its place, and is none where something else is pointed at', () => {
    expect([pointOf([3, 4, 1], points), pointOf([3, 4, 9], points), pointOf(undefined, points)]).toEqual([
      points[1],
      null,
      null,
    ]);
  });

  it('is said with its group and both values', () => {
    vi.stubGlobal('document', plainDocument);
    const { tooltip } = scatterOption(input());
    const formatter = Array.isArray(tooltip) ? undefined : tooltip?.formatter;
    if (typeof formatter !== 'function') throw new Error('Points say nothing of themselves');
    expect((formatter as (at: { data: unknown }) => unknown)({ data: [3, 4, 1] })).toMatchObject({
      children: [
        { textContent: 'digit 1' },
        {
          children: [
            { style: { background: '#0000d5' } },
            { textContent: 'First component' },
            { textContent: '3' },
          ],
        },
        { children: [{}, { textContent: 'Second component' }, { textContent: '4' }] },
      ],
    });
  });
});

it('The table has every point, also one that is not drawn', () => {
  const lost = { x: NaN, y: 1, group: 7, id: 'lost' };
  expect(scatterTable(input({ points: [points[0] ?? lost, lost] }))).toEqual({
    columns: ['id', 'group', 'First component', 'Second component'],
    rows: [
      ['a', 'digit 0', 1, 2],
      ['lost', '', NaN, 1],
    ],
  });
});
