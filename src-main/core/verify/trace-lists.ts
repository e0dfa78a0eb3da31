/** What the lists of a golden trace must be: as long as its sizes say. */

export type ExpectedLength = readonly [name: string, list: readonly unknown[] | undefined, length: number];

/** One list per length. */
export function* expectedLists(
  name: string,
  lists: readonly (readonly unknown[])[],
  lengths: readonly number[],
): Generator<ExpectedLength> {
  yield [name, lists, lengths.length];
  for (const [index, length] of lengths.entries()) yield [`${name}.${index}`, lists[index], length];
}
