/**
 * Pages with printed parts: what was measured stands between `<!-- mark: part -->` and `<!-- mark: end -->`, everything
 * else is written by hand. Pure text: whoever calls it reads and writes.
 */

/** Printed texts by the names of their parts. */
export type PrintedParts = Readonly<Record<string, string>>;

const between = (mark: string): RegExp =>
  new RegExp(`<!-- ${mark}: (?!end )([\\w-]+) -->\\n[\\s\\S]*?<!-- ${mark}: end -->`, 'g');

/** The page with every part as it is printed. Error: a mark that names no part. */
export function withPrinted(page: string, mark: string, parts: PrintedParts): string {
  return page.replaceAll(between(mark), (_, part: string) => {
    const text = parts[part];
    if (text === undefined) throw new Error(`<!-- ${mark}: ${part} --> names nothing that is printed`);
    return `<!-- ${mark}: ${part} -->\n\n${text}\n\n<!-- ${mark}: end -->`;
  });
}

/** Parts that the page has no place for. */
export function partsWithoutPlace(page: string, mark: string, parts: PrintedParts): string[] {
  const placed = new Set([...page.matchAll(between(mark))].map(([, part]) => part));
  return Object.keys(parts).filter((part) => !placed.has(part));
}
