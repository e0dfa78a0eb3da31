/**
 * The table of runs, by column. Rows come in one pass over the runs; each column besides those of every table comes in
 * one pass over its own values, or by run where only a few runs changed.
 */

import type { ErrorReport } from '../../../src-shared/events/training-event.ts';
import { answerOfColumn, errorOf, headlineError } from '../../../src-shared/views/answer-names.ts';
import { layersColumn, runColumns, tagSeparator } from '../../../src-shared/views/run-table-view.ts';
import type { Cell, RunTable } from '../../../src-shared/views/run-table-view.ts';
import type { EngineUsed } from '../../../src-shared/views/run-view.ts';
import type { ReadableDatabase } from '../database.ts';
import { flattenSettings } from '../run-settings.ts';
import { createNewestRevision, createRemovedSince } from './revisions.ts';
import { createReadValues } from './table-values.ts';
import { parsed, summaryColumns } from './run-rows.ts';
import type { SummaryRow } from './run-rows.ts';

type RunColumnId = (typeof runColumns)[number]['id'];

/** Revisions only grow. One that the database never reached is of another database: everything is new then. */
export function createRunTable(
  db: ReadableDatabase,
): (columns: readonly string[], afterRevision: number | null) => RunTable {
  const newestRevision = createNewestRevision(db);
  const removedSince = createRemovedSince(db);
  const all = db.prepare<[], SummaryRow>(
    `SELECT ${summaryColumns} FROM runs ORDER BY created_at DESC, run_key DESC`,
  );
  // Left to itself, SQLite would rather read every run by time than sort the few that changed.
  const changed = db.prepare<[number], SummaryRow>(
    `SELECT ${summaryColumns} FROM runs INDEXED BY runs_by_revision WHERE revision > ?
     ORDER BY created_at DESC, run_key DESC`,
  );
  const readExtra = createReadExtra(db);
  // One transaction: rows, columns and revision as of the same moment.
  return db.transaction((columns: readonly string[], afterRevision: number | null) => {
    const revision = newestRevision();
    const after = afterRevision === null || afterRevision > revision ? null : afterRevision;
    const rows = after === null ? all.all() : changed.all(after);
    const extra = columns
      .filter((id) => !Object.hasOwn(cellOf, id))
      .flatMap((id) => {
        const cells = readExtra(id, rows, after === null);
        return cells === null ? [] : [[id, cells] as const];
      });
    return {
      revision,
      runIds: rows.map((row) => row.run_id),
      columns: { ...baseColumns(rows), ...Object.fromEntries(extra) },
      removed: after === null ? [] : removedSince(after),
    };
  });
}

/** A row with its JSON parsed; the same few texts of engines are parsed once. */
interface ParsedRow extends SummaryRow {
  readonly report: ErrorReport | null;
  readonly used: EngineUsed | null;
}

const cellOf: Readonly<Record<RunColumnId, (row: ParsedRow) => Cell>> = {
  'run:name': (row) => row.name,
  'run:status': (row) => row.status,
  'run:preset': (row) => row.preset,
  'run:seed': (row) => row.seed,
  'run:error': ({ report }) => headlineError(report, 'test'),
  'run:validation': ({ report }) => headlineError(report, 'validation'),
  'run:training': ({ report }) => headlineError(report, 'train'),
  'run:epoch': (row) => row.epoch,
  'run:epochs': (row) => row.epochs,
  'run:step': (row) => row.step,
  'run:total-steps': (row) => row.total_steps,
  'run:train-seconds': (row) => row.train_seconds,
  'run:seconds-left': (row) => row.seconds_left,
  'run:memory': (row) => row.peak_memory_bytes,
  'run:engine': ({ used }) => used?.id ?? null,
  'run:device': ({ used }) => used?.device ?? null,
  'run:created': (row) => row.created_at,
  'run:tags': (row) => (row.tags === '[]' ? '' : (JSON.parse(row.tags) as string[]).join(tagSeparator)),
  'run:notes': (row) => row.notes,
  'run:archived': (row) => row.archived === 1,
  'run:configuration': (row) => row.configuration_hash,
};

function baseColumns(rows: readonly SummaryRow[]): Record<string, Cell[]> {
  const engines = new Map<string | null, EngineUsed | null>();
  const parsedRows = rows.map((row): ParsedRow => {
    let used = engines.get(row.engine);
    if (used === undefined) {
      used = parsed<EngineUsed>(row.engine);
      engines.set(row.engine, used);
    }
    return { ...row, report: parsed<ErrorReport>(row.errors), used };
  });
  return Object.fromEntries(runColumns.map(({ id }) => [id, parsedRows.map(cellOf[id])]));
}

type ReadExtra = (id: string, rows: readonly SummaryRow[], isWhole: boolean) => Cell[] | null;

/** The cells of a column by its id; null where there is no such sort of column. */
function createReadExtra(db: ReadableDatabase): ReadExtra {
  const { setting, metric, layers } = createReadValues(db);
  const environment = createReadEnvironment(db);
  return (id, rows, isWhole) => {
    const colon = id.indexOf(':');
    const name = id.slice(colon + 1);
    switch (id.slice(0, colon)) {
      case 'setting':
        return setting(name, rows, isWhole);
      case 'metric':
        return metric(name, rows, isWhole);
      case 'environment':
        return environment(name, rows);
      case 'run':
        return id === layersColumn.id ? layers(rows, isWhole) : answerCells(id, rows);
      default:
        return null;
    }
  };
}

/** The errors of a split by one answer. */
function answerCells(columnId: string, rows: readonly SummaryRow[]): Cell[] | null {
  const answer = answerOfColumn(columnId);
  if (answer === null) return null;
  return rows.map((row) => errorOf(parsed<ErrorReport>(row.errors), answer.split, answer.name));
}

/** Environments are few and long: each text is parsed once. */
function createReadEnvironment(db: ReadableDatabase): (name: string, rows: readonly SummaryRow[]) => Cell[] {
  const textOf = db.prepare<[number], string>('SELECT environment FROM runs WHERE run_key = ?').pluck();
  return (name, rows) => {
    const known = new Map<string, Cell>();
    return rows.map((row) => {
      const text = textOf.get(row.run_key) as string;
      let cell = known.get(text);
      if (cell === undefined) {
        cell =
          flattenSettings({ environment: JSON.parse(text) as unknown }).get(`environment.${name}`) ?? null;
        known.set(text, cell);
      }
      return cell;
    });
  };
}
