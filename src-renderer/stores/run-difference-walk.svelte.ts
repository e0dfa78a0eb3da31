/**
 * The walk from difference to difference through the table of runs: where it stands, and which settings differ there. The
 * program is asked for them, because most settings have no column.
 */

import type { SettingDifference } from '../../src-shared/views/run-table-view.ts';
import type { TableMark } from '../ui/table-model.ts';
import { Answer } from './answer.svelte.ts';
import { nextDifference } from './run-differences.ts';
import type { RunDifference, TablePlace } from './run-differences.ts';
import { runTable } from './run-table.svelte.ts';
import { workbench } from './workbench.svelte.ts';

interface Standing extends RunDifference {
  /** Of the line: its run, or the key of its group. */
  readonly id: string;
}

export class DifferenceWalk {
  #standing = $state.raw<Standing | null>(null);
  #end = $state.raw<{ readonly line: number; readonly by: 1 | -1 } | null>(null);
  readonly #settings = new Answer<readonly SettingDifference[]>();

  get standing(): Standing | null {
    return this.#standing;
  }

  /** Which way there was nothing more from this line; null where that was not tried. */
  endAt(line: number): 1 | -1 | null {
    return this.#end?.line === line ? this.#end.by : null;
  }

  /** null until they are known. */
  get settings(): readonly SettingDifference[] | null {
    return this.#settings.value;
  }

  /** What to point out while the keyboard stands on the difference. */
  markAt(line: number): TableMark | null {
    const standing = this.#standing;
    return standing !== null && idOf(line) === standing.id ? standing : null;
  }

  /**
   * The next difference after a place, or before it; null where there is none. With a `reference` every run is compared
   * with that one, else with the run above it.
   */
  step(from: TablePlace, by: 1 | -1, reference: string | null): TablePlace | null {
    const { table, arrangement, choices } = runTable;
    const lineCount = arrangement.lines.length;
    const found = nextDifference(
      { table, lineCount, rowAt: rowOfOneConfiguration, columns: choices.columns, reference },
      from,
      by,
    );
    this.#end = found === null ? { line: from.line, by } : null;
    if (found === null) return null;
    this.#standing = { ...found, id: idOf(found.line) ?? found.runId };
    this.#settings.forget();
    const runs = [found.against, found.runId];
    void this.#settings.ask(async () => {
      const differences = await workbench.call('runs/differences', { runs });
      return differences.filter(({ path }) => path !== 'seed');
    });
    return found;
  }
}

function rowOfOneConfiguration(line: number): number | null {
  const { arrangement, choices } = runTable;
  const row = arrangement.lines[line];
  if (row === undefined || row >= 0) return row ?? null;
  return choices.grouping === 'configuration' ? (arrangement.groups[-1 - row]?.rows[0] ?? null) : null;
}

function idOf(line: number): string | null {
  const { arrangement, table } = runTable;
  const row = arrangement.lines[line];
  if (row === undefined) return null;
  return row < 0 ? (arrangement.groups[-1 - row]?.key ?? null) : table.runId(row);
}
