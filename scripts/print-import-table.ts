// Prints the import table of docs/map.md from the rules' own data, so that page and rules cannot differ.
//
//   node scripts/print-import-table.ts            prints it
//   node scripts/print-import-table.ts --check    ends with 1 where the page says something else
//   node scripts/print-import-table.ts --write    writes it into the page, between its two markers
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { importTable } from './import-table.ts';
import type { ImportRow } from './import-table.ts';

const page = join(import.meta.dirname, '../docs/map.md');
const [begin, end] = ['<!-- import table: begin -->', '<!-- import table: end -->'];

/** The words of one row; folders without the "src-" that all of them begin with. */
function rowText({ row, may, packages = [], node = [] }: ImportRow): string {
  const folders = may.map((path) => `\`${path.replace(/^src-/, '').replaceAll('|', '\\|')}\``);
  const modules = node === 'any' ? ['any `node:` module'] : node.map((name) => `\`node:${name}\``);
  const outside = [...packages.map((name) => `\`${name.replaceAll('|', '\\|')}\``), ...modules];
  return `| ${row} | ${folders.join(', ')} | ${outside.length === 0 ? 'none' : outside.join(', ')} |`;
}

export function importTableText(): string {
  return ['| from | may import | packages |', '|---|---|---|', ...importTable.map(rowText)].join('\n');
}

/** The page with the table in its place. */
export function withTable(markdown: string): string {
  const [from, to] = [markdown.indexOf(begin), markdown.indexOf(end)];
  if (from === -1 || to < from)
    throw new Error(`docs/map.md has no place for the table: ${begin} ... ${end}`);
  return `${markdown.slice(0, from + begin.length)}\n\n${importTableText()}\n\n${markdown.slice(to)}`;
}

if (import.meta.main) {
  const markdown = readFileSync(page, 'utf8');
  const wanted = withTable(markdown);
  if (process.argv.includes('--write')) writeFileSync(page, wanted);
  else if (!process.argv.includes('--check')) process.stdout.write(`${importTableText()}\n`);
  else if (wanted !== markdown) {
    process.stderr.write(
      'docs/map.md: the import table is not that of scripts/import-table.ts; run node scripts/print-import-table.ts --write\n',
    );
    process.exitCode = 1;
  }
}
