/** What a table of the page shows, as texts and as numbers. */

import type { Locator } from 'playwright';

/** Cells of a table as they are shown, row by row, its head first. */
export async function cellsOf(table: Locator): Promise<string[][]> {
  const rows = await table.getByRole('row').all();
  return Promise.all(
    rows.map(async (row) => {
      const cells = await row.locator('th, td').allInnerTexts();
      return cells.map((text) => text.replaceAll(/\s+/g, ' ').trim());
    }),
  );
}

/** A number as the window writes it for people. */
export function numberOf(shown: string): number {
  return Number(shown.replaceAll(/\s/g, '').replaceAll('−', '-'));
}

/** The numbers behind a chart, as the table in its place shows them, row by row without its head. */
export async function twinOf(chart: Locator, title: string): Promise<string[][]> {
  const pick = async (item: string): Promise<void> => {
    await chart.getByRole('button', { name: `${title}: save, table` }).click();
    await chart.page().getByRole('menuitem', { name: item }).click();
  };
  await pick('Show as table');
  const [, ...rows] = await cellsOf(chart.getByRole('table'));
  await pick('Show as chart');
  return rows;
}
