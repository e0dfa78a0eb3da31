/** Drawings that leave the window without ECharts: heat maps, grids of images, matrices. */

import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { plainDocument } from './document.fixture.ts';
import { hostileName, strangeTags, textsOf } from './drawn-chart.fixture.ts';
import { heatMapScene, heatMapTable } from './heat-map-figure.ts';
import { imageGridScene, imageGridTable } from './image-grid-figure.ts';
import { cellShare, matrixScene, matrixTable } from './matrix-figure.ts';
import { sceneSvg, sceneTitle } from './scene.ts';
import type { Mark, Scene } from './scene.ts';
import { textWidth } from './text-width.ts';

beforeEach(() => vi.stubGlobal('document', plainDocument));

const heatMap = {
  title: 'Activities of layer 1',
  values: [0, 1, 2, NaN, 4, 5],
  rows: 2,
  columns: 3,
  range: [0, 5],
  map: 'viridis',
  legend: 'activity',
} as const;
const matrix = {
  title: 'Confusion, test set',
  rows: ['cat', 'dog'],
  columns: ['cat', 'dog'],
  values: [900, 100, 5, 995],
  rowLabel: 'True',
  columnLabel: 'Answered',
};
const image = (caption?: string) => ({
  values: [0, 0.5, 1, 0.25],
  title: 'image',
  ...(caption === undefined ? {} : { caption }),
});
const grid = {
  title: 'Receptive fields',
  images: [image('unit 1'), image('unit 2')],
  shape: { height: 2, width: 2, channels: 1 },
  range: [0, 1],
  map: 'diverging',
  legend: 'weight',
} as const;

const anyCharacter = fc.oneof(fc.nat(0x1f), fc.nat(0x10_ff_ff)).map((code) => String.fromCodePoint(code));

/** Marks that reach beyond their scene. */
function outside({ width, height, marks }: Scene): readonly Mark[] {
  return marks.filter((mark) => {
    if (mark.sort !== 'text')
      return mark.x < 0 || mark.x + mark.width > width || mark.y + mark.height > height;
    const length = textWidth(mark.text, mark.size, mark.bold);
    const before = mark.anchor === 'end' ? length : mark.anchor === 'middle' ? length / 2 : 0;
    const [low, high, end] =
      mark.turned === true
        ? [mark.y - length / 2, mark.y + length / 2, height]
        : [mark.x - before, mark.x - before + length, width];
    return low < 0 || high > end || mark.y > height;
  });
}

describe('an exported heat map', () => {
  it('has its title, its picture, and a scale with both ends and its meaning', () => {
    const svg = sceneSvg(heatMapScene(heatMap));
    expect(textsOf(svg)).toEqual(['Activities of layer 1', '0', '5', 'activity']);
    const pictures = Array.from(svg.matchAll(/xlink:href="([^"]*)"/g), ([, address = '']) => address);
    expect(pictures.map((address) => address.slice(0, 22))).toEqual([
      'data:image/png;base64,',
      'data:image/png;base64,',
    ]);
    expect(new Set(pictures).size).toBe(2);
  });

  it('has a table that says every cell', () => {
    expect(heatMapTable([7, NaN], 1, 2, (index) => `unit ${index}`)).toEqual({
      columns: ['row', 'column', 'value', 'cell'],
      rows: [
        [1, 1, 7, 'unit 0'],
        [1, 2, NaN, 'unit 1'],
      ],
    });
  });
});

describe('an exported matrix', () => {
  it('has its title, both labels, every name and every number', () => {
    expect(textsOf(sceneSvg(matrixScene(matrix)))).toEqual([
      'Confusion, test set',
      'Answered',
      'True',
      'cat',
      'dog',
      'cat',
      'dog',
      '900',
      '100',
      '5',
      '995',
    ]);
  });

  it('has numbers that can be read on every shade', () => {
    const light = (colour: string): number => {
      const parts = colour.startsWith('#')
        ? [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))
        : Array.from(colour.matchAll(/\d+/g), Number);
      const [red = 0, green = 0, blue = 0] = parts.map((part) =>
        part / 255 <= 0.040_45 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
    };
    for (let right = 0; right <= 100; right += 1) {
      const { marks } = matrixScene({ ...matrix, values: [right, 100 - right, 0, 0] });
      const fills = marks.flatMap((mark) => (mark.sort === 'box' ? [mark.fill] : []));
      const inks = marks.slice(-8).flatMap((mark) => (mark.sort === 'text' ? [mark.colour] : []));
      const contrasts = fills.map((fill, at) => {
        const [ink, paper] = [light(inks[at] ?? '#000000'), light(fill)];
        return Math.max(ink, paper) / Math.min(ink, paper);
      });
      expect(Math.min(...contrasts), `${right} of 100`).toBeGreaterThan(3.5);
    }
  });

  it('shades a cell by its share of its row, and an empty row not at all', () => {
    const shares = [0, 1].flatMap((row) => [0, 1].map((column) => cellShare([3, 1, 0, 0], 2, row, column)));
    expect(shares).toEqual([0.75, 0.25, 0, 0]);
  });

  it('has a table with the numbers as they are', () => {
    expect(matrixTable(matrix)).toEqual({
      columns: ['True \\ Answered', 'cat', 'dog'],
      rows: [
        ['cat', 900, 100],
        ['dog', 5, 995],
      ],
    });
  });
});

describe('an exported grid of images', () => {
  it('has its title, every caption, and a scale that is centred on zero for a diverging map', () => {
    expect(textsOf(sceneSvg(imageGridScene(grid)))).toEqual([
      'Receptive fields',
      'unit 1',
      'unit 2',
      '−1',
      '1',
      'weight',
    ]);
  });

  it('frames images by what they are', () => {
    const images = [
      { ...image(), tone: 'positive' as const },
      { ...image(), tone: 'neutral' as const },
      image(),
    ];
    const boxes = imageGridScene({ ...grid, images }).marks.filter(({ sort }) => sort === 'box');
    expect(boxes).toMatchObject([{ fill: '#0b6bcb' }]);
  });

  it('shortens captions that would run into the next image', () => {
    const images = [image('a caption that somebody wrote as a whole sentence'), image('next')];
    const captions = imageGridScene({ ...grid, images }).marks.filter(
      (mark) => mark.sort === 'text' && mark.size === 10,
    );
    const [first, second] = captions;
    if (first?.sort !== 'text' || second?.sort !== 'text') throw new Error('There are no captions');
    expect(first.text).toMatch(/^a caption .*…$/);
    expect(first.x + textWidth(first.text, 10)).toBeLessThan(second.x);
  });

  it('has a table with a row for every image', () => {
    expect(imageGridTable([image('a'), { ...image(), values: [9] }])).toEqual({
      columns: ['picture', 'caption', 'pixel 1', 'pixel 2', 'pixel 3', 'pixel 4'],
      rows: [
        ['image', 'a', 0, 0.5, 1, 0.25],
        ['image', null, 9, null, null, null],
      ],
    });
  });
});

describe('every exported drawing', () => {
  const word = fc.string({
    unit: fc.constantFrom('a', 'm', 'W', ' ', '<', '&', '1'),
    minLength: 1,
    maxLength: 60,
    size: 'max',
  });
  const scenes = (title: string, name: string): readonly Scene[] => [
    heatMapScene({ ...heatMap, title, legend: name }),
    matrixScene({
      ...matrix,
      title,
      rows: [name, 'b'],
      columns: ['a', name],
      rowLabel: name,
      columnLabel: name,
    }),
    imageGridScene({ ...grid, title, images: [image(name)], legend: name }),
  ];

  it('has all of its marks inside it, however long its names are', () => {
    fc.assert(
      fc.property(word, word, (title, name) => {
        expect(scenes(title, name).map(outside)).toEqual([[], [], []]);
      }),
    );
  });

  it('shows names as text, whatever is in them', () => {
    for (const scene of scenes(hostileName, hostileName)) {
      const svg = sceneSvg(scene);
      expect(strangeTags(svg)).toEqual([]);
      expect(svg).not.toContain('<script');
      expect(textsOf(svg).join(' ')).toContain('<script>alert("1")</script>');
    }
  });

  it('can be opened, whatever characters its names have', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (name) => {
        const [svg = ''] = scenes('title', name).map(sceneSvg);
        // eslint-disable-next-line no-control-regex -- these are the characters that are meant
        expect(svg).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
        expect(svg.isWellFormed()).toBe(true);
        expect(svg.replaceAll(/&(amp|lt|gt|quot);/g, '')).not.toContain('&');
      }),
    );
  });
});

it('A title that is too long for its drawing goes on in the next line', () => {
  const { marks, bottom } = sceneTitle('Activities of layer 1 under the right label', 20, 280);
  expect(marks.map((mark) => (mark.sort === 'text' ? [mark.text, mark.y] : []))).toEqual([
    ['Activities of layer 1 under the', 28],
    ['right label', 47],
  ]);
  expect(bottom).toBe(63);
});
