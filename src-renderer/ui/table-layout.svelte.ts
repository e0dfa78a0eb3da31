/**
 * Where the lines and columns of a table stand, which of them are in sight, and how to bring one into sight. What is
 * drawn follows from it, so that a table of ten thousand lines costs no more than what the window shows of it.
 */

import { columnsInSight, lineHeight, linesInSight, slotsOf, widthOf } from './table-model.ts';
import type { TableColumn } from './table-model.ts';

export interface PlacedColumn {
  readonly column: TableColumn;
  readonly place: number;
}

/** More slots than lines fit, so that lines come and go outside of what is seen. */
const moreSlots = 14;

export class TableLayout {
  box = $state<HTMLElement>();
  scrollTop = $state(0);
  scrollLeft = $state(0);
  height = $state(0);
  width = $state(0);

  readonly #columns: () => readonly TableColumn[];
  readonly #lineCount: () => number;
  readonly #pinned: () => number;
  readonly #widths: () => Readonly<Record<string, number>>;

  readonly sizes = $derived.by(() => this.#columns().map((column) => widthOf(column, this.#widths())));
  readonly lefts = $derived(this.sizes.map((_, at) => sumOf(this.sizes.slice(0, at))));
  readonly fullWidth = $derived(sumOf(this.sizes));
  /** Pinned lines, and those that scroll. */
  readonly above = $derived.by(() => Math.min(this.#pinned(), this.#lineCount()));
  readonly below = $derived.by(() => this.#lineCount() - this.above);
  readonly viewHeight = $derived(Math.max(0, this.height - lineHeight * (this.above + 1)));
  readonly pageLines = $derived(Math.max(1, Math.floor(this.viewHeight / lineHeight) - 1));
  readonly #sight = $derived(linesInSight(this.scrollTop, this.viewHeight, this.below));
  readonly #first = $derived(this.#sight[0]);
  readonly #last = $derived(this.#sight[1]);
  readonly #slotCount = $derived(Math.ceil(this.viewHeight / lineHeight) + moreSlots);
  readonly slots = $derived(slotsOf(this.#first, this.#last, this.#slotCount));
  readonly #columnSight = $derived(columnsInSight(this.lefts, this.scrollLeft, this.width));
  readonly #firstColumn = $derived(this.#columnSight[0]);
  readonly #lastColumn = $derived(this.#columnSight[1]);
  /** In sight beside the first column, which always is. */
  readonly columns = $derived.by((): readonly PlacedColumn[] =>
    this.#columns()
      .slice(this.#firstColumn, this.#lastColumn)
      .map((column, at) => ({ column, place: this.#firstColumn + at })),
  );

  /** What is given is read anew whenever it changes; widths are those chosen by the user, by column. */
  constructor(
    columns: () => readonly TableColumn[],
    lineCount: () => number,
    pinned: () => number,
    widths: () => Readonly<Record<string, number>>,
  ) {
    this.#columns = columns;
    this.#lineCount = lineCount;
    this.#pinned = pinned;
    this.#widths = widths;
  }

  scrolled({ scrollTop, scrollLeft }: HTMLElement): void {
    [this.scrollTop, this.scrollLeft] = [scrollTop, scrollLeft];
  }

  showLine(line: number): void {
    if (this.box === undefined || line < this.above) return;
    const top = (line - this.above) * lineHeight;
    if (top < this.box.scrollTop) this.box.scrollTop = top;
    else if (top + lineHeight > this.box.scrollTop + this.viewHeight) {
      this.box.scrollTop = top + lineHeight - this.viewHeight;
    }
  }

  showColumn(place: number): void {
    if (this.box === undefined || place === 0) return;
    const [left, size, lead] = [this.lefts[place] ?? 0, this.sizes[place] ?? 0, this.sizes[0] ?? 0];
    if (left - lead < this.box.scrollLeft) this.box.scrollLeft = left - lead;
    else if (left + size > this.box.scrollLeft + this.width) this.box.scrollLeft = left + size - this.width;
  }
}

function sumOf(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + size, 0);
}
