/** The pages of figures: printed between marks, and told of where they are not what was measured. */

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { aMachine, someParts, someWidths } from '../bench/figures/measured.fixture.ts';
import { readScaling } from '../bench/figures/scaling-record.ts';
import { readSpeed } from '../bench/figures/speed-record.ts';
import { faultsOf, printed } from './print-bench.ts';

/** A copy of the documentation, for a test to write into; without the charts of growth where those are to be made. */
function copyOfDocs({ charts } = { charts: true }): string {
  const folder = mkdtempSync(join(tmpdir(), 'ffwb-docs-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const docs = join(import.meta.dirname, '../docs');
  for (const name of ['scaling.md', 'speed.md', 'pictures'])
    cpSync(join(docs, name), join(folder, name), {
      recursive: true,
      filter: (source) => charts || !/scaling-[^/\\]*[.]svg$/.test(source),
    });
  return folder;
}

test('the pages are those of the recorded figures', () => {
  const docs = copyOfDocs();
  expect(faultsOf(docs, printed(docs, readScaling(), readSpeed()))).toEqual([]);
});

test('what was measured and is not printed is told, and once it is printed nothing is', () => {
  const docs = copyOfDocs({ charts: false });
  const speed = [{ label: 'before', machine: aMachine, ...someParts(24) }];
  const all = printed(docs, [someWidths], speed);
  const told = faultsOf(docs, all);
  for (const file of ['docs/scaling.md', 'docs/speed.md', 'docs/pictures/scaling-width-ms.svg'])
    expect(told).toContain(`${file}: is not what was measured; run node scripts/print-bench.ts --write`);
  for (const [file, text] of Object.entries(all.texts)) writeFileSync(join(docs, file), text);
  expect(faultsOf(docs, printed(docs, [someWidths], speed))).toEqual([]);
  const withoutWidth = faultsOf(docs, printed(docs, [], speed));
  expect(withoutWidth).toContain(
    'docs/pictures/scaling-width-ms.svg: nothing is measured of it; run node scripts/print-bench.ts --write',
  );
});

test('a page without a place for what was measured is told, and a mark that names nothing is an error', () => {
  const docs = copyOfDocs();
  const page = readFileSync(join(docs, 'speed.md'), 'utf8');
  writeFileSync(
    join(docs, 'speed.md'),
    page.replace('<!-- speed: recording -->', '<!-- else: recording -->'),
  );
  expect(printed(docs, [], []).faults).toEqual(['docs/speed.md: has no place for <!-- speed: recording -->']);
  writeFileSync(
    join(docs, 'speed.md'),
    page.replace('<!-- speed: recording -->', '<!-- speed: recordings -->'),
  );
  expect(() => printed(docs, [], [])).toThrow('<!-- speed: recordings --> names nothing that is printed');
});
