/**
 * Comma-separated values as RFC 4180 has them, numbers in full: the one way a CSV file is written, by the window and the
 * command line alike. A text that a spreadsheet would take for a formula gets an apostrophe in front, because names of
 * runs, tags and metrics may come from somebody else's file.
 */

export type CsvCell = string | number | null;

/** One line with its end; null is an empty cell. */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = /^[=+\-@\t\r\n＝＋－＠]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
