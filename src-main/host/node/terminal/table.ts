/** Tables of plain text. */

export interface Column {
  readonly title: string;
  /** Numbers stand right, so that their digits line up. */
  readonly right?: boolean;
}

/** Columns two spaces apart, without trailing spaces. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((cell) => cell.replace(/\s+/g, ' ')));
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...cells.map((row) => widthOf(row[index] ?? ''))),
  );
  const line = (row: readonly string[]): string =>
    columns
      .map(({ right }, index) => {
        const cell = row[index] ?? '';
        const gap = ' '.repeat((widths[index] ?? 0) - widthOf(cell));
        return right === true ? gap + cell : cell + gap;
      })
      .join('  ')
      .trimEnd();
  return [columns.map(({ title }) => title), ...cells].map(line).join('\n');
}

/** Names and their values, one a line. */
export function formatPairs(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(...pairs.map(([name]) => widthOf(name)));
  return pairs
    .map(([name, value]) => `${name}${' '.repeat(width - widthOf(name))}  ${value}`.trimEnd())
    .join('\n');
}

export function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

/** Characters, not UTF-16 units. */
function widthOf(text: string): number {
  return [...text].length;
}
