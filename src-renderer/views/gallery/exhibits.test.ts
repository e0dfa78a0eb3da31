/** Whether the gallery leaves anything out: a panel's folder, a component of it, a control or a chart. */

import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { exhibits } from './exhibits.ts';

const renderer = fileURLToPath(new URL('../..', import.meta.url));
const foldersOfPanels = readdirSync(`${renderer}/panels`).map((name) => `panels/${name}`);

const text = (file: string): string => readFileSync(`${renderer}/${file}`, 'utf8');

/** Components that are part of no other one of their folder. */
function wholeOnes(folder: string): string[] {
  const all = readdirSync(`${renderer}/${folder}`).filter((name) => name.endsWith('.svelte'));
  const isPart = (name: string): boolean =>
    all.some((other) => other !== name && text(`${folder}/${other}`).includes(`'./${name}'`));
  return all.filter((name) => !isPart(name)).map((name) => `${folder}/${name}`);
}

test('every folder of panels is in the gallery, once', () => {
  const shown = exhibits.map(({ folder }) => folder).filter((folder) => folder.startsWith('panels/'));
  expect(shown.toSorted()).toEqual(foldersOfPanels.toSorted());
});

test('every panel, control and chart that is no part of another one is shown by some exhibit', () => {
  const listed = [...text('views/gallery/exhibits.ts').matchAll(/'\.\/(\w+\.svelte)'/g)];
  expect(listed).toHaveLength(exhibits.length);
  const written = listed.map(([, name]) => text(`views/gallery/${name}`)).join('\n');
  const all = [...foldersOfPanels, 'ui', 'charts'].flatMap(wholeOnes);
  expect(all.filter((path) => !written.includes(`'../../${path}'`))).toEqual([]);
});
