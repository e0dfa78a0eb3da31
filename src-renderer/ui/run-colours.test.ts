/**
 * Colours of runs have to be told apart on both themes, also by people with colour-blindness: seen through the matrices of
 * Machado, Oliveira and Fernandes (2009) at full severity, as distances in CIELAB (1976), where about 2 is just noticed.
 */

import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import {
  layerColour,
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

  it('layers get darker step by step', () => {
    const lightness = [1, 2, 3, 4, 5].map((layer) => lab(linear(inTheme(theme, layerColour(layer))))[0]);
    const steps = lightness.slice(1).map((value, at) => (lightness[at] ?? 0) - value);
    expect(steps.filter((step) => step < 5)).toEqual([]);
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

it('After the last colour of a run comes the first; layers beyond the fifth keep the last', () => {
  expect([0, 7, 8, 17].map(runColour)).toEqual([
    'var(--run-1)',
    'var(--run-8)',
    'var(--run-1)',
    'var(--run-2)',
  ]);
  expect([0, 1, 5, 9].map(layerColour)).toEqual([
    'var(--layer-1)',
    'var(--layer-1)',
    'var(--layer-5)',
    'var(--layer-5)',
  ]);
});
