/** Datasets of one's own, added in the window: a folder of pictures in colour, and an archive that is none. */

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { sayIfMissing } from './support/chromium.ts';
import { expectNoMisdeeds, openSampleWindow } from './support/sample-window.ts';
import type { WindowSession } from './support/window-session.ts';
import { pngFile } from './support/write-png.ts';

const chromium = sayIfMissing('The specs of own datasets');

let session: WindowSession;
let page: Page;
let folder: string;

interface PictureInPage {
  readonly width: number;
  readonly height: number;
  getContext(kind: '2d'): { getImageData(...box: number[]): { data: Uint8ClampedArray } } | null;
}

/** In the page: red and blue of the first pixel. */
function firstPixel(element: unknown): number[] {
  const canvas = element as PictureInPage;
  const data = canvas.getContext('2d')?.getImageData(0, 0, 1, 1).data ?? [];
  return [data[0] ?? -1, data[2] ?? -1];
}

describe.skipIf(chromium === null)("datasets of one's own", () => {
  beforeAll(async () => {
    session = await openSampleWindow(String(chromium));
    page = session.page;
    folder = await mkdtemp(join(tmpdir(), 'ffwb-own-dataset-'));
    const colours = { red: [250, 0, 0], blue: [0, 0, 250] } as const;
    for (const [name, colour] of Object.entries(colours)) {
      await mkdir(join(folder, 'pets', name), { recursive: true });
      for (let index = 0; index < 6; index += 1)
        await writeFile(join(folder, 'pets', name, `${index}.png`), pngFile(8, 8, colour));
    }
  }, 180_000);
  afterAll(async () => {
    await session.close();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(() => expectNoMisdeeds(session));

  async function openForm(name: string): Promise<ReturnType<Page['getByRole']>> {
    await session.go('#/runs');
    await session.go('#/datasets');
    await page.getByRole('button', { name: 'Add a dataset' }).click();
    const form = page.getByRole('region', { name: 'Add a dataset' });
    await form.getByLabel('Name').fill(name);
    return form;
  }

  test('a folder of pictures by class is added, and its images are seen in their colours', async () => {
    const form = await openForm('pets');
    await form.getByLabel('Folder to add').setInputFiles(join(folder, 'pets'));
    await form.getByText('12 files').waitFor();
    await form.getByRole('button', { name: 'Add dataset' }).click();
    await page.getByRole('heading', { name: 'pets' }).waitFor();
    const facts = page.getByRole('region', { name: 'pets' });
    await expect.poll(() => facts.innerText()).toMatch(/in colour[^]*blue, red[^]*PNG images by class/);
    await expect
      .poll(async () => {
        const pictures = await page.locator('main canvas').all();
        const pixels = await Promise.all(pictures.map((picture) => picture.evaluate(firstPixel)));
        return [
          pixels.some(([red, blue]) => red === 250 && blue === 0),
          pixels.some(([, blue]) => blue === 250),
        ];
      })
      .toEqual([true, true]);
  });

  test('an archive cut short is refused by its name, and nothing is added', async () => {
    const form = await openForm('cut');
    const buffer = Buffer.from('PK\x03\x04 and no more', 'latin1');
    await form.getByLabel('Files to add').setInputFiles({ name: 'pets.zip', mimeType: '', buffer });
    await form.getByRole('button', { name: 'Add dataset' }).click();
    await expect
      .poll(async () => (await form.getByRole('alert').allInnerTexts()).join())
      .toMatch(/pets[.]zip/);
    expect(existsSync(join(session.folder, 'datasets', 'cut'))).toBe(false);
  });
});
