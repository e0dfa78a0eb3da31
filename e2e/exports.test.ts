/**
 * Everything the window saves, opened and read: a figure as SVG and PNG, its data as CSV, the table of results in three
 * formats, a run as one file. Each has to say what the window shows.
 */

import type { Locator, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { mostMs } from './support/progress.ts';
import { openArchive } from './seed-archives.ts';
import { sayIfMissing } from './support/chromium.ts';
import { expectNoMisdeeds, openSampleWindow, savedBy } from './support/sample-window.ts';
import type { SavedFile } from './support/sample-window.ts';
import { coloursIn } from './support/png-file.ts';
import { markupIn } from './support/svg-file.ts';
import { cellsOf, numberOf } from './support/table-cells.ts';
import type { WindowSession } from './support/window-session.ts';

const chromium = sayIfMissing('The specs of exports');
const title = 'Test error, goodness';

let session: WindowSession;
let page: Page;

const chart = (): Locator => page.getByRole('figure', { name: title, exact: true });
const results = (): Locator => page.getByRole('group', { name: 'Results' });

async function save(menu: Locator, item: string | RegExp): Promise<SavedFile> {
  await menu.click();
  return savedBy(page, () => page.getByRole('menuitem', { name: item }).click());
}
const saveChart = (item: string): Promise<SavedFile> =>
  save(chart().getByRole('button', { name: `${title}: save, table` }), item);
const saveResults = (item: string): Promise<SavedFile> =>
  save(page.getByRole('button', { name: 'Save', exact: true }), item);

/** Fields of comma-separated values as RFC 4180 has them. */
function csvRows(text: string): string[][] {
  return text
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
      ),
    );
}

/** Whole numbers are shown in full, others with six digits. */
const asShown = (value: number): number => (Number.isInteger(value) ? value : Number(value.toPrecision(6)));

describe.skipIf(chromium === null)('what the window saves', () => {
  beforeAll(async () => {
    session = await openSampleWindow(String(chromium));
    page = session.page;
    const links = await page.getByRole('grid', { name: 'Runs' }).getByRole('link').all();
    const addresses = await Promise.all(links.map((link) => link.getAttribute('href')));
    const ids = addresses.map((address) => String(address).replace('#/run/', ''));
    await session.go(`#/compare?runs=${ids.join(',')}`);
    await chart().getByRole('button', { name: 'sample, small net (n = 3)' }).waitFor();
  }, mostMs);
  afterAll(() => session.close());
  afterEach(() => expectNoMisdeeds(session));

  describe('of a chart', () => {
    let colours: readonly string[];

    test('SVG: title, both axes, every curve of the legend in its colour, nothing that runs', async () => {
      const { name, text } = await saveChart('Save as SVG');
      const svg = await markupIn(page, text);
      expect([name, svg.problem, svg.forbidden]).toEqual(['test-error-goodness.svg', null, []]);
      const legend = await chart().getByRole('list').getByRole('button').allInnerTexts();
      expect(legend).toHaveLength(2);
      for (const words of [title, 'Step', ...legend.map((each) => each.trim())])
        expect(svg.words).toContain(words);
      colours = [...new Set(svg.colours)].filter((colour) => isColourful(colour));
      expect(colours.length).toBeGreaterThanOrEqual(2);
    });

    test('PNG: twice as fine, on white, with the same colours', async () => {
      const { name, bytes } = await saveChart('Save as PNG');
      const png = await coloursIn(page, bytes);
      expect([name, png.width, png.height, png.corner]).toEqual([
        'test-error-goodness.png',
        1520,
        920,
        'rgb(255,255,255)',
      ]);
      for (const colour of colours) expect(png.colours).toContain(rgb(colour));
    });

    test('CSV: the very numbers of the table beside the chart', async () => {
      const { name, text } = await saveChart('Save data as CSV');
      expect(name).toBe('test-error-goodness.csv');
      await chart()
        .getByRole('button', { name: `${title}: save, table` })
        .click();
      await page.getByRole('menuitem', { name: 'Show as table' }).click();
      const shown = await cellsOf(chart().getByRole('table'));
      const [shownHead, ...shownRows] = shown;
      const [head, ...rows] = csvRows(text);
      expect(head).toEqual(shownHead);
      expect(rows).toHaveLength(shownRows.length);
      expect(rows.length).toBeGreaterThan(3);
      rows.forEach((row, at) =>
        row.forEach((cell, column) => {
          const beside = shownRows[at]?.[column] ?? '';
          if (cell === '') expect(beside).toBe('–');
          else if (Number.isNaN(Number(cell))) expect(cell).toBe(beside);
          else expect(asShown(Number(cell))).toBe(numberOf(beside));
        }),
      );
    });
  });

  describe('of the results', () => {
    let shown: string[][];
    beforeAll(async () => {
      await results().waitFor();
      shown = await cellsOf(results().getByRole('table'));
      expect(shown).toHaveLength(3); // a head and two configurations
    });

    test('CSV: mean, deviation and number in full', async () => {
      const { name, text } = await saveResults('Save as CSV');
      const [head = [], ...rows] = csvRows(text);
      expect(name).toBe('results.csv');
      expect(rows.map(([configuration]) => configuration)).toEqual(shown.slice(1).map(([first]) => first));
      const mean = head.indexOf(`${title} (mean)`);
      const column = shown[0]?.indexOf(`${title} (%)`) ?? -1;
      rows.forEach((row, at) => {
        const [value = '', deviation = ''] = (shown[at + 1]?.[column] ?? '').split(' ± ');
        expect((100 * Number(row[mean])).toFixed(2)).toBe(value);
        expect(row[mean + 1] === '' ? '' : (100 * Number(row[mean + 1])).toFixed(2)).toBe(deviation);
        expect(row[mean + 2]).toBe(String(at === seedsRow() ? 3 : 1));
      });
    });

    test('Markdown: the same cells, and what the spread is', async () => {
      const { name, text } = await saveResults('Save as Markdown');
      const lines = text.split('\n').filter((line) => line.startsWith('|'));
      const cells = lines.map((line) =>
        line
          .slice(1, -1)
          .split('|')
          .map((cell) => cell.trim().replaceAll(/\\(.)/g, '$1')),
      );
      expect([name, [cells[0], ...cells.slice(2)]]).toEqual(['results.md', shown]);
      expect(text).toContain('sample standard deviation over n seeds');
    });

    test('LaTeX: the same cells, the best of each column in bold', async () => {
      const { name, text } = await saveResults('Save as LaTeX');
      const lines = text.split('\n').filter((line) => line.includes(' & '));
      const cells = lines.map((line) => line.replace(/\\\\$/, '').split(' & ').map(plainOfLatex));
      expect([name, cells]).toEqual(['results.tex', shown]);
      const best = await results().locator('td.best').allInnerTexts();
      const bold = [...text.matchAll(/\\mathbf\{([^}]*)\}/g)].map(([, words = '']) => plainOfLatex(words));
      expect(bold).toEqual(best.map((words) => words.trim()));
    });

    /** Of the configuration that has three seeds. */
    function seedsRow(): number {
      return shown.slice(1).findIndex((row) => row.includes('3'));
    }
  });

  test('a run: one archive with the name, the errors and the curves that its view shows', async () => {
    await session.go('#/runs');
    const link = page.getByRole('link', { name: 'sample, small net' }).first();
    const runId = String(await link.getAttribute('href')).replace('#/run/', '');
    await link.click();
    await page.getByRole('heading', { name: 'sample, small net' }).waitFor();
    const facts = await page.locator('main dl > div').filter({ hasText: 'Test error' }).innerText();
    const file = await save(page.getByRole('button', { name: 'Export' }), /archive/i);
    const { run, files } = openArchive(file.bytes);
    expect([file.name, run.runId, run.name]).toEqual([
      `sample-small-net-${runId}.ffrun`,
      runId,
      'sample, small net',
    ]);
    const { goodness, softmax } = run.errors.test;
    const inPercent = (fraction: number): string => `${(100 * fraction).toFixed(2)} %`;
    expect(facts.replaceAll(/\s+/g, ' ')).toContain(
      `${inPercent(goodness)} goodness ${inPercent(softmax)} softmax`,
    );
    expect(files).toEqual([
      'checkpoint.safetensors',
      'films.msgpack',
      'histograms.msgpack',
      'manifest.json',
      'run.json',
      'series.msgpack',
    ]);
  });
});

function plainOfLatex(cell: string): string {
  return cell
    .trim()
    .replaceAll(/\\mathbf\{([^}]*)\}/g, '$1')
    .replaceAll(/\\textbar\{\}|\\textquotedbl\{\}/g, (sign) => (sign.startsWith('\\textbar') ? '|' : '"'))
    .replaceAll('\\pm', '±')
    .replaceAll('--', '–')
    .replaceAll('$', '')
    .replaceAll(/\\(.)/g, '$1')
    .trim();
}

/** "#e69f00" and "rgb(230,159,0)" as the latter. */
function rgb(colour: string): string {
  const hex = /^#(..)(..)(..)$/.exec(colour);
  if (hex === null) return colour.replaceAll(/\s/g, '');
  return `rgb(${hex
    .slice(1)
    .map((part) => Number.parseInt(part, 16))
    .join(',')})`;
}

/** No grey, which text, axes and lines of a grid are in. */
function isColourful(colour: string): boolean {
  const parts = [...rgb(colour).matchAll(/\d+/g)].slice(0, 3).map(Number);
  return Math.max(...parts) - Math.min(...parts) > 60;
}
