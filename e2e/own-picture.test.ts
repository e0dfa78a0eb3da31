/** Results and pictures that cross the border of the window: a net saved for other programs, a picture dropped on Inspect. */

import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { sayIfMissing } from './support/chromium.ts';
import { expectNoMisdeeds, openSampleWindow, savedBy } from './support/sample-window.ts';
import type { WindowSession } from './support/window-session.ts';

const chromium = sayIfMissing('The specs of own pictures');

let session: WindowSession;
let page: Page;
let runId: string;

/** Drops a file made in the page on what is shown of a run: a white bar on black, 64 x 40 pixels. */
async function dropPicture(name: string, kind: 'png' | 'text'): Promise<void> {
  const transfer = await page.evaluateHandle(drawnFile, { name, kind });
  for (const type of ['dragover', 'drop'])
    await page.getByLabel('Picture', { exact: true }).dispatchEvent(type, { dataTransfer: transfer });
}

interface PageGlobals {
  readonly OffscreenCanvas: new (
    width: number,
    height: number,
  ) => {
    getContext(kind: '2d'): { fillStyle: string; fillRect(...box: number[]): void } | null;
    convertToBlob(): Promise<Blob>;
  };
  readonly DataTransfer: new () => { readonly items: { add(file: File): void } };
}

/** In the page. */
async function drawnFile({ name, kind }: { name: string; kind: 'png' | 'text' }) {
  const { OffscreenCanvas, DataTransfer } = globalThis as unknown as PageGlobals;
  const canvas = new OffscreenCanvas(64, 40);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('There is no canvas here.');
  context.fillStyle = '#000';
  context.fillRect(0, 0, 64, 40);
  context.fillStyle = '#fff';
  context.fillRect(28, 4, 8, 32);
  const blob = kind === 'png' ? await canvas.convertToBlob() : new Blob(['no picture']);
  const transfer = new DataTransfer();
  transfer.items.add(new File([blob], name));
  return transfer;
}

describe.skipIf(chromium === null)('across the border of the window', () => {
  beforeAll(async () => {
    session = await openSampleWindow(String(chromium));
    page = session.page;
    const link = page.getByRole('link', { name: 'sample, small net' }).first();
    runId = String(await link.getAttribute('href')).replace('#/run/', '');
  }, 180_000);
  afterAll(() => session.close());
  afterEach(() => expectNoMisdeeds(session));

  test('the trained net is saved as ONNX and its weights as safetensors', async () => {
    await session.go(`#/run/${runId}`);
    const saved = async (item: RegExp) => {
      await page.getByRole('button', { name: 'Export' }).click();
      return savedBy(page, () => page.getByRole('menuitem', { name: item }).click());
    };
    const net = await saved(/ONNX/);
    expect([net.name, net.bytes.includes(runId), net.bytes.includes('readouts')]).toEqual([
      `sample-small-net-${runId}.onnx`,
      true,
      true,
    ]);
    const weights = await saved(/safetensors/);
    const header = weights.bytes.subarray(8, 8 + Number(weights.bytes.readBigUInt64LE(0))).toString();
    expect(weights.name).toBe(`sample-small-net-${runId}.safetensors`);
    expect(Object.keys(JSON.parse(header) as object)).toContain('layer1/weights');
  }, 120_000);

  test('a picture dropped on Inspect is answered, and what was done to it is said', async () => {
    await session.go(`#/inspect/${runId}`);
    await page.getByRole('heading', { name: 'Layer by layer' }).waitFor();
    await dropPicture('bar.png', 'png');
    await page.getByText('bar.png').waitFor();
    await page.getByText(/^It was scaled from 64 x 40 to 28 x 28 pixels/).waitFor();
    await page.getByRole('heading', { name: 'Layer by layer' }).waitFor();
    await page.getByLabel('Invert').check();
    await page.getByText('It was inverted: dark became light.').waitFor();
  }, 120_000);

  test('a file that is no picture is refused in a sentence', async () => {
    await dropPicture('note.png', 'text');
    await page.getByText(/^note\.png is no PNG or JPEG picture that can be read/).waitFor();
    await page.getByRole('heading', { name: 'Layer by layer' }).waitFor({ state: 'detached' });
  }, 60_000);
});
