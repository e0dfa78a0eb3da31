/**
 * Comma-separated values as RFC 4180 has them, numbers in full. A text that a spreadsheet would take for a formula gets
 * an apostrophe in front, because names of runs may come from somebody else's file.
 */

import type { ChartTable } from './chart-data.ts';

export function csvOf({ columns, rows }: ChartTable): string {
  return [columns, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(cell: string | number | null): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = /^[=+\-@\t\r\n＝＋－＠]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
