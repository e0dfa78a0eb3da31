/** Figures are drawn without a page, so the light theme's colours stand in two places: these agree. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

import { figurePalette, lightColours } from './palette.ts';

test('figures have the colours of the light theme', () => {
  const tokens = readFileSync(new URL('../styles/tokens.css', import.meta.url), 'utf8');
  const light = tokens.slice(tokens.indexOf("[data-theme='light']"), tokens.indexOf("[data-theme='dark']"));
  const found = Object.keys(lightColours).map((name) => [
    name,
    new RegExp(`${name}: ([^;]+);`).exec(light)?.[1],
  ]);
  expect(Object.fromEntries(found)).toEqual(lightColours);
  expect(['var(--run-1)', '#123456', 'var(--none)'].map((css) => figurePalette.colour(css))).toEqual([
    lightColours['--run-1'],
    '#123456',
    'var(--none)',
  ]);
  expect([figurePalette.grid, figurePalette.threshold]).toEqual([
    lightColours['--grid'],
    lightColours['--threshold'],
  ]);
});
