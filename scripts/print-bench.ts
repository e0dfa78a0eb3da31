// Prints docs/scaling.md, its pictures and docs/speed.md from the figures that were measured, so that none is typed.
//
//   node scripts/print-bench.ts            ends with 1 where a page or a picture says something else
//   node scripts/print-bench.ts --write    writes them; in the pages only what stands between their marks
//
// New figures come from: npm run -s bench:scaling, and node bench/bench.ts --record LABEL
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { partsWithoutPlace, withPrinted } from '../bench/figures/printed-page.ts';
import type { PrintedParts } from '../bench/figures/printed-page.ts';
import { scalingParts, scalingPictures } from '../bench/figures/scaling-page.ts';
import { readScaling } from '../bench/figures/scaling-record.ts';
import type { RecordedGrowth } from '../bench/figures/scaling-record.ts';
import { speedParts } from '../bench/figures/speed-page.ts';
import { readSpeed } from '../bench/figures/speed-record.ts';
import type { SpeedRecord } from '../bench/figures/speed-record.ts';

const command = 'run node scripts/print-bench.ts --write';
const isPicture = (name: string): boolean => /^scaling-.*\.svg$/.test(name);

/** Of the documentation: texts by file, below its folder, and what no page has a place for. */
export interface Printed {
  readonly texts: Readonly<Record<string, string>>;
  readonly faults: readonly string[];
}

/** Pages with their printed parts, and pictures. `docs`: the folder whose pages have the marks. Throws where a mark names nothing. */
export function printed(
  docs: string,
  scaling: readonly RecordedGrowth[],
  speed: readonly SpeedRecord[],
): Printed {
  const pages: readonly (readonly [file: string, mark: string, parts: PrintedParts])[] = [
    ['scaling.md', 'scaling', scalingParts(scaling)],
    ['speed.md', 'speed', speedParts(speed)],
  ];
  const texts = pages.map(([file, mark, parts]) => {
    const page = readFileSync(join(docs, file), 'utf8');
    const without = partsWithoutPlace(page, mark, parts);
    const faults = without.map((part) => `docs/${file}: has no place for <!-- ${mark}: ${part} -->`);
    return { file, text: withPrinted(page, mark, parts), faults };
  });
  const pictures = Object.entries(scalingPictures(scaling)).map(
    ([name, svg]) => [`pictures/${name}`, svg] as const,
  );
  return {
    texts: Object.fromEntries([...texts.map(({ file, text }) => [file, text] as const), ...pictures]),
    faults: texts.flatMap(({ faults }) => faults),
  };
}

/** What stands there and is not what would be printed, in words. */
export function faultsOf(docs: string, { texts, faults }: Printed): string[] {
  const others = Object.entries(texts).flatMap(([file, text]) =>
    textOf(join(docs, file)) === text ? [] : [`docs/${file}: is not what was measured; ${command}`],
  );
  const idle = idlePictures(docs, texts).map(
    (name) => `docs/pictures/${name}: nothing is measured of it; ${command}`,
  );
  return [...faults, ...others, ...idle];
}

/** Pictures of what is recorded no more. */
function idlePictures(docs: string, texts: Printed['texts']): string[] {
  const there = readdirSync(join(docs, 'pictures')).filter(isPicture);
  return there.filter((name) => texts[`pictures/${name}`] === undefined);
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

if (import.meta.main) {
  const docs = join(import.meta.dirname, '../docs');
  const all = printed(docs, readScaling(), readSpeed());
  if (process.argv.includes('--write')) {
    for (const name of idlePictures(docs, all.texts)) rmSync(join(docs, 'pictures', name));
    for (const [file, text] of Object.entries(all.texts)) writeFileSync(join(docs, file), text);
  }
  for (const fault of faultsOf(docs, all)) {
    process.stderr.write(`${fault}\n`);
    process.exitCode = 1;
  }
}
