/** Which entries of the palette match what was typed: every word in any order; beginnings of words first. */

interface Labelled {
  readonly label: string;
  readonly group?: string | undefined;
}

export function rankedMatches<T extends Labelled>(entries: readonly T[], text: string): readonly T[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return entries;
  const scored = entries.flatMap((entry, order) => {
    const label = entry.label.toLowerCase();
    const all = `${label} ${(entry.group ?? '').toLowerCase()}`;
    if (!words.every((word) => all.includes(word))) return [];
    const starts = words.filter((word) => label.startsWith(word) || label.includes(` ${word}`)).length;
    const first = label.startsWith(words[0] ?? '') ? 1 : 0;
    return [{ entry, score: 2 * starts + first, order }];
  });
  return scored.sort((a, b) => b.score - a.score || a.order - b.order).map(({ entry }) => entry);
}
