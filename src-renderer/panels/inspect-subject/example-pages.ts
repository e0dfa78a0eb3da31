/** Scattered examples as a few pages to ask for: neighbours share a page, what lies far apart does not. */

export interface ExamplePageRequest {
  readonly offset: number;
  readonly limit: number;
}

/** The program gives so many examples at once. */
const largestPage = 500;
/** Taking along so many images nobody asked for is cheaper than another question. */
const widestGap = 24;

/** Pages that hold every index, in order. */
export function pagesOf(indexes: readonly number[]): ExamplePageRequest[] {
  const sorted = [...new Set(indexes)].sort((a, b) => a - b);
  const pages: { offset: number; limit: number }[] = [];
  for (const index of sorted) {
    const page = pages.at(-1);
    const reach = page === undefined ? 0 : index + 1 - page.offset;
    const isNear = page !== undefined && index - (page.offset + page.limit) <= widestGap;
    if (page !== undefined && isNear && reach <= largestPage) page.limit = reach;
    else pages.push({ offset: index, limit: 1 });
  }
  return pages;
}
