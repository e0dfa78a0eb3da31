/**
 * How the table of runs is set up on this machine: columns, order, folding, pinned runs. Kept as JSON between starts;
 * what cannot be read falls back to what is usual, piece by piece.
 */

import { groupings } from './run-arrange.ts';
import type { Grouping, RunSort } from './run-arrange.ts';

export interface RunTableChoices {
  readonly columns: readonly string[];
  /** The most important key first. */
  readonly sort: readonly RunSort[];
  readonly grouping: Grouping;
  readonly showArchived: boolean;
  /** Identifiers of runs. */
  readonly pinned: readonly string[];
  /** In pixels, by column, where the user changed it. */
  readonly widths: Readonly<Record<string, number>>;
}

export const usualColumns = [
  'run:name',
  'run:status',
  'run:error',
  'run:epoch',
  'run:seed',
  'run:train-seconds',
  'run:tags',
  'run:created',
] as const;

export const usualChoices: RunTableChoices = {
  columns: usualColumns,
  sort: [{ column: 'run:created', descending: true }],
  grouping: 'none',
  showArchived: false,
  pinned: [],
  widths: {},
};

const mostColumns = 100;
const mostPinned = 200;

export function parseChoices(stored: string | null): RunTableChoices {
  const found = objectOf(stored);
  const sort = sortsOf(found['sort']);
  const columns = textsOf(found['columns'], mostColumns);
  return {
    columns: columns.length === 0 ? usualChoices.columns : columns,
    sort: sort.length === 0 ? usualChoices.sort : sort,
    grouping: groupings.find((each) => each === found['grouping']) ?? usualChoices.grouping,
    showArchived: found['showArchived'] === true,
    pinned: textsOf(found['pinned'], mostPinned),
    widths: widthsOf(found['widths']),
  };
}

function objectOf(stored: string | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(stored ?? 'null');
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
  } catch {
    return {}; // written by something else: as good as nothing
  }
}

function textsOf(value: unknown, most: number): string[] {
  if (!Array.isArray(value)) return [];
  return [...new Set(value.filter((each): each is string => typeof each === 'string'))].slice(0, most);
}

function sortsOf(value: unknown): RunSort[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((each: unknown) => {
    if (each === null || typeof each !== 'object') return [];
    const { column, descending } = each as Record<string, unknown>;
    return typeof column === 'string' && typeof descending === 'boolean' ? [{ column, descending }] : [];
  });
}

function widthsOf(value: unknown): Record<string, number> {
  if (value === null || typeof value !== 'object') return {};
  const entries = Object.entries(value).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number' && entry[1] > 0 && entry[1] < 4000,
  );
  return Object.fromEntries(entries);
}
