// Prints the tables of docs/reproduction.md from the figures that were recorded, so that none is typed.
//
//   node scripts/print-reproduction.ts --check    ends with 1 where the page says something else, or leaves a claim out
//   node scripts/print-reproduction.ts --write    writes them into the page, between their marks
//
// New figures come from recorded runs: ffwb reproduce --recorded --out resources/figures.json
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { readClaims } from '../src-main/service/claims.ts';
import { readFigures } from '../src-main/service/recorded-figures.ts';
import { unnamedClaims, withFigureTables } from '../src-main/service/reproduction-page.ts';

const page = join(import.meta.dirname, '../docs/reproduction.md');

/** What is wrong with the page, in words. */
export function faultsOfPage(markdown: string): string[] {
  const [claims, entries] = [readClaims(), readFigures()];
  const isPrinted = withFigureTables(markdown, claims, entries) === markdown;
  const unnamed = unnamedClaims(markdown, claims, entries);
  return [
    ...(isPrinted
      ? []
      : ['a table is not that of resources/figures.json; run node scripts/print-reproduction.ts --write']),
    ...(unnamed.length === 0 ? [] : [`no table names what was measured of ${unnamed.join(', ')}`]),
  ];
}

if (import.meta.main) {
  const markdown = readFileSync(page, 'utf8');
  if (process.argv.includes('--write'))
    writeFileSync(page, withFigureTables(markdown, readClaims(), readFigures()));
  else
    for (const fault of faultsOfPage(markdown)) {
      process.stderr.write(`docs/reproduction.md: ${fault}\n`);
      process.exitCode = 1;
    }
}
