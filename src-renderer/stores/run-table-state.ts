/** The table of runs as a named view holds it, and back again. What is kept and read again is the same view. */

import type { RunsViewContent } from '../../src-shared/views/named-view.ts';
import { groupings } from './run-arrange.ts';
import type { RunTableChoices } from './run-table-choices.ts';

/** All that a view of the table decides. */
export interface RunTableState {
  readonly queryText: string;
  readonly choices: Omit<RunTableChoices, 'pinned'>;
  readonly unfolded: ReadonlySet<string>;
}

export function contentOfTable({ queryText, choices, unfolded }: RunTableState): RunsViewContent {
  const { columns, widths, sort, grouping, showArchived } = choices;
  return {
    place: 'runs',
    filter: queryText,
    columns,
    widths: Object.fromEntries(Object.entries(widths).sort(([one], [other]) => (one < other ? -1 : 1))),
    sort: sort.map(({ column, descending }) => ({ column, descending })),
    grouping,
    unfolded: [...unfolded].sort(),
    showArchived,
  };
}

/** A grouping that is not known here is as none; `unknownGrouping` says so. */
export function tableOfContent(content: RunsViewContent): RunTableState {
  const { filter, columns, widths, sort, unfolded, showArchived } = content;
  return {
    queryText: filter,
    choices: { columns, widths, sort, grouping: knownGrouping(content) ?? 'none', showArchived },
    unfolded: new Set(unfolded),
  };
}

export function unknownGrouping(content: RunsViewContent): string | null {
  return knownGrouping(content) === undefined ? content.grouping : null;
}

function knownGrouping({ grouping }: RunsViewContent): (typeof groupings)[number] | undefined {
  return groupings.find((each) => each === grouping);
}
