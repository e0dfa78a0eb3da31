/** Where a page of examples stands among all of them. */

export interface PagePosition {
  /** From 1; 0 where there is nothing. */
  readonly first: number;
  readonly last: number;
  readonly page: number;
  readonly pages: number;
}

export function pagePosition(total: number, offset: number, size: number): PagePosition {
  const pages = Math.max(1, Math.ceil(total / size));
  const page = Math.min(pages, Math.floor(offset / size) + 1);
  if (total === 0) return { first: 0, last: 0, page: 1, pages: 1 };
  return { first: (page - 1) * size + 1, last: Math.min(total, page * size), page, pages };
}

/** Where page `page` (from 1) begins, kept within what there is. */
export function pageOffset(page: number, total: number, size: number): number {
  const { pages } = pagePosition(total, 0, size);
  return (Math.max(1, Math.min(pages, Math.trunc(page))) - 1) * size;
}
