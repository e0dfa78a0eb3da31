/**
 * Colours of runs have to be told apart on both themes, also by people with colour-blindness: seen through the matrices of
 * Machado, Oliveira and Fernandes (2009) at full severity, as distances in CIELAB (1976), where about 2 is just noticed.
 */

import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { colourDifference } from './colour-difference.fixture.ts';
import {
  layerColour,
  layerColourCount,
  negativeColour,
  positiveColour,
  runColour,
  runColourCount,
  thresholdColour,
} from './run-colours.ts';

type Triple = readonly [number, number, number];

const css = readFileSync(new URL('../styles/tokens.css', import.meta.url), 'utf8');
const themes = { light: block("[data-theme='light'] {"), dark: block("[data-theme='dark'] {") };

function block(head: string): ReadonlyMap<string, string> {
  const body = css.slice(css.indexOf(head), css.indexOf('}', css.indexOf(head)));
  return new Map(
    Array.from(body.matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g), ([, name = '', value = '']) => [name, value]),
  );
}

/** The colour behind "var(--run-1)". */
function inTheme(theme: keyof typeof themes, colour: string): string {
  const value = themes[theme].get(colour.replace(/^var\((.*)\)$/, '$1'));
  if (value === undefined) throw new Error(`${colour} is no colour of the ${theme} theme`);
  return value;
}

const linear = (hex: string): Triple => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return [red, green, blue];
};

const times = (rows: readonly Triple[], [red, green, blue]: Triple): Triple => {
  const [x = 0, y = 0, z = 0] = rows.map((row) => row[0] * red + row[1] * green + row[2] * blue);
  return [x, y, z];
};

const toXyz: readonly Triple[] = [
  [0.412_456_4, 0.357_576_1, 0.180_437_5],
  [0.212_672_9, 0.715_152_2, 0.072_175],
  [0.019_333_9, 0.119_192, 0.950_304_1],
];

/** CIELAB of linear red, green and blue. */
function lab(colour: Triple): Triple {
  const [x, y, z] = times(toXyz, colour);
  const root = (part: number): number =>
    part > 216 / 24_389 ? Math.cbrt(part) : ((24_389 / 27) * part + 16) / 116;
  const [fx, fy, fz] = [root(x / 0.950_47), root(y), root(z / 1.088_83)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

const contrast = (first: string, second: string): number => {
  const light = (hex: string): number => times(toXyz, linear(hex))[1] + 0.05;
  return Math.max(light(first), light(second)) / Math.min(light(first), light(second));
};

const eyes: Readonly<Record<string, readonly Triple[]>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanope: [
    [0.152_286, 1.052_583, -0.204_868],
    [0.114_503, 0.786_281, 0.099_216],
    [-0.003_882, -0.048_116, 1.051_998],
  ],
  deuteranope: [
    [0.367_322, 0.860_646, -0.227_968],
    [0.280_085, 0.672_501, 0.047_413],
    [-0.011_82, 0.042_94, 0.968_881],
  ],
  tritanope: [
    [1.255_528, -0.076_749, -0.178_779],
    [-0.078_411, 0.930_809, 0.147_602],
    [0.004_733, 0.691_367, 0.3039],
  ],
};

function seen(hex: string, eye: readonly Triple[]): Triple {
  const [red, green, blue] = times(eye, linear(hex)).map((part) => Math.min(1, Math.max(0, part)));
  return lab([red ?? 0, green ?? 0, blue ?? 0]);
}

it('The difference of colours is that of the published pairs', () => {
  const pairs = [
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, 2.5, 0], [73, 25, -18], 27.1492],
    [[50, 2.5, 0], [61, -5, 29], 22.8977],
    [[50, 2.5, 0], [58, 24, 15], 19.4535],
    [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
    [[22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619], 2.0373],
  ] as const;
  for (const [one, other, published] of pairs) expect(colourDifference(one, other)).toBeCloseTo(published, 4);
});

const runs = Array.from({ length: runColourCount }, (_, run) => runColour(run));

describe.each(['light', 'dark'] as const)('on the %s theme', (theme) => {
  const colours = runs.map((colour) => inTheme(theme, colour));
  const surface = inTheme(theme, 'var(--surface)');

  it.each(Object.keys(eyes))('no two colours of runs look alike to the %s eye', (eye) => {
    const labs = colours.map((hex) => seen(hex, eyes[eye] ?? []));
    const alike = labs.flatMap((first, one) =>
      labs.slice(one + 1).flatMap((second, more) => {
        const distance = Math.hypot(...first.map((part, at) => part - (second[at] ?? 0)));
        return distance < 12 ? [{ runs: [one + 1, one + more + 2], distance }] : [];
      }),
    );
    expect(alike).toEqual([]);
  });

  it('curves stand out from what they are drawn on', () => {
    // Orange and sky blue are Okabe and Ito's own: darker ones would look like brown and like the blue.
    const paler = theme === 'light' ? [runColour(4), runColour(5)] : [];
    const faint = runs.filter((run, at) => {
      const least = paler.includes(run) ? 2.2 : 3;
      return contrast(colours[at] ?? '', surface) < least;
    });
    expect(faint).toEqual([]);
  });

  it('positive, negative and threshold can be read as text', () => {
    const unreadable = [positiveColour, negativeColour, thresholdColour].filter(
      (colour) => contrast(inTheme(theme, colour), surface) < 4.5,
    );
    expect(unreadable).toEqual([]);
  });

  it.each([2, 3, 4, 5, 7, 9])(
    '%i layers get darker step by step, and no two of them look alike',
    (layers) => {
      const labs = Array.from({ length: layers }, (_, at) =>
        lab(linear(inTheme(theme, layerColour(at + 1, layers)))),
      );
      const steps = labs.slice(1).map(([lightness], at) => (labs[at]?.[0] ?? 0) - lightness);
      expect(steps.filter((step) => step < 2)).toEqual([]);
      const differences = labs.flatMap((one, at) =>
        labs.slice(at + 1).map((other) => colourDifference(one, other)),
      );
      // Just noticed is 1; two lines of a legend want far more.
      expect(Math.min(...differences)).toBeGreaterThan(layers <= 3 ? 16 : layers <= 5 ? 8 : 4);
    },
  );

  it('layers stand out from what they are drawn on, and from text', () => {
    const layers = Array.from({ length: layerColourCount }, (_, at) =>
      inTheme(theme, `var(--layer-${at + 1})`),
    );
    expect(layers.filter((colour) => contrast(colour, surface) < 1.7)).toEqual([]);
    const text = lab(linear(inTheme(theme, 'var(--text)')));
    expect(layers.filter((colour) => colourDifference(lab(linear(colour)), text) < 10)).toEqual([]);
  });
});

it('The first six runs have the hues of Okabe and Ito, on white their very colours', () => {
  expect(runs.slice(0, 6).map((run) => inTheme('light', run))).toEqual([
    '#0072b2',
    '#d55e00',
    '#009e73',
    '#cc79a7',
    '#e69f00',
    '#56b4e9',
  ]);
});

it('After the last colour of a run comes the first; layers are spread over the ramp', () => {
  expect([0, 7, 8, 17].map(runColour)).toEqual([
    'var(--run-1)',
    'var(--run-8)',
    'var(--run-1)',
    'var(--run-2)',
  ]);
  const ramp = (layers: number): string[] =>
    Array.from({ length: layers }, (_, at) => layerColour(at + 1, layers).replace(/\D/g, ''));
  expect([1, 2, 3, 9].map(ramp)).toEqual([['5'], ['1', '9'], ['1', '5', '9'], [...'123456789']]);
});
