/**
 * The table of runs: loaded once, then kept fresh by what changed. It decides which columns have to be there (shown,
 * sorted by, asked about in the query), and what the user sees follows from it. Cells stay out of Svelte's reactivity: a
 * counter says that they changed.
 */

import { untrack } from 'svelte';

import type { OutputOf } from '../../src-shared/contract/contract.ts';
import { answerOfColumn, errorLabel } from '../../src-shared/views/answer-names.ts';
import type { RunsViewContent } from '../../src-shared/views/named-view.ts';
import type { ColumnInfo, ColumnKind } from '../../src-shared/views/run-table-view.ts';
import { runColumns } from '../../src-shared/views/run-table-view.ts';
import { changeKept, withMember, withMoved } from './kept-choices.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { arrangeRuns } from './run-arrange.ts';
import type { Grouping } from './run-arrange.ts';
import { RunColumns, kindOfRunColumn } from './run-columns.ts';
import { completionsAt } from './run-completion.ts';
import type { Completion } from './run-completion.ts';
import { filterRuns } from './run-filter.ts';
import { columnsOfQuery, parseRunQuery } from './run-query.ts';
import { parseChoices } from './run-table-choices.ts';
import type { RunTableChoices } from './run-table-choices.ts';
import { contentOfTable, tableOfContent } from './run-table-state.ts';
import { wordsOf, workbench } from './workbench.svelte.ts';

const storageKey = 'runs-table';
/** Runs that train change several times a second; the table follows about twice. */
const refreshMilliseconds = 500;

/** Tells how many milliseconds are left; a browser that does not tell when it is idle is given a moment. */
const whenIdle: (work: (left: () => number) => void) => unknown =
  'requestIdleCallback' in window
    ? (work) => window.requestIdleCallback((deadline) => work(() => deadline.timeRemaining()))
    : (work) => setTimeout(() => work(() => 0), 50);
/** A piece of preparation takes about so many milliseconds. */
const preparationMilliseconds = 8;

class RunTableStore {
  readonly #table = new RunColumns();
  #version = $state(0);
  #loadedFor = 0;
  #problem = $state.raw<{ readonly message: string; readonly next: string } | null>(null);
  #choices = $state.raw<RunTableChoices>(parseChoices(window.localStorage.getItem(storageKey)));
  #queryText = $state('');
  #unfolded = $state.raw<ReadonlySet<string>>(new Set());
  #infos = $state.raw<ReadonlyMap<string, ColumnInfo>>(new Map());
  /** Columns that were looked for and that no run has. */
  #unknown = $state.raw<ReadonlySet<string>>(new Set());
  #found = $state.raw<{ readonly search: string; readonly columns: readonly ColumnInfo[] }>({
    search: '',
    columns: [],
  });
  #watchers = 0;
  #isPreparing = false;
  readonly #loading = new OneAtATime(() => this.#loadOnce());
  #timer: ReturnType<typeof setTimeout> | null = null;
  #refreshedAt = -Infinity;

  readonly query = $derived(parseRunQuery(this.#queryText));
  /** The part of the query whose columns are there. */
  readonly #answerable = $derived.by(() => {
    void this.#version;
    const conditions = this.query.conditions.filter(({ columns }) =>
      columns.every((id) => this.#table.has(id)),
    );
    return { ...this.query, conditions };
  });
  readonly #filtered = $derived.by(() => {
    void this.#version;
    return filterRuns(this.#table, this.#answerable, this.kindOf, this.#choices.showArchived);
  });
  readonly arrangement = $derived.by(() => {
    const { sort, grouping, pinned } = this.#choices;
    const options = {
      sort,
      grouping,
      pinned: new Set(pinned),
      unfolded: this.#unfolded,
      kindOf: this.kindOf,
    };
    return arrangeRuns(this.#table, this.#filtered.rows, options);
  });
  readonly queryProblems = $derived([
    ...this.query.problems.map(({ message }) => message),
    ...columnsOfQuery(this.query)
      .filter((id) => this.#unknown.has(id))
      .map((id) => `No run has a setting, metric or read-out called "${nameIn(id)}"`),
    ...this.#filtered.problems,
  ]);

  /** As a named view would hold it. */
  readonly content = $derived(
    contentOfTable({ queryText: this.#queryText, choices: this.#choices, unfolded: this.#unfolded }),
  );
  /** Columns shown or sorted by that no run has, as a user would call them. */
  readonly missingColumns = $derived([
    ...new Set(
      [...this.#choices.columns, ...this.#choices.sort.map(({ column }) => column)]
        .filter((id) => this.#unknown.has(id))
        .map((id) => this.labelOf(id)),
    ),
  ]);

  constructor() {
    workbench.on('runs/changed', () => this.#refreshSoon());
    workbench.on('run/advanced', () => this.#refreshSoon());
  }

  /** Keeps the table fresh while somebody looks; returns the way to stop. Ask again after a reconnection. */
  watch(): () => void {
    this.#watchers += 1;
    // Whoever watches in an effect must not begin anew with every choice and every letter of the query.
    untrack(() => {
      void this.refresh();
      this.#lookForColumns(); // those chosen before the last start
    });
    return () => void (this.#watchers -= 1);
  }

  get state(): 'loading' | 'ready' | 'failed' {
    void this.#version;
    if (this.#table.revision !== null) return 'ready';
    return this.#problem === null ? 'loading' : 'failed';
  }

  get problem() {
    return this.#problem;
  }

  /** Read in an effect or a derived value, it is read again when cells change. */
  get table(): RunColumns {
    void this.#version;
    return this.#table;
  }

  /** All runs, whether shown or not. */
  get runCount(): number {
    void this.#version;
    return this.#table.rowCount;
  }

  get shownCount(): number {
    return this.#filtered.rows.length;
  }

  get choices(): RunTableChoices {
    return this.#choices;
  }

  get queryText(): string {
    return this.#queryText;
  }

  get unfolded(): ReadonlySet<string> {
    return this.#unfolded;
  }

  readonly kindOf = (columnId: string): ColumnKind =>
    kindOfRunColumn(columnId) ??
    this.#infos.get(columnId)?.kind ??
    (answerOfColumn(columnId) === null ? this.#table.guessKind(columnId) : 'fraction');

  labelOf(columnId: string): string {
    const known = runColumns.find(({ id }) => id === columnId)?.label;
    if (known !== undefined) return known;
    const answer = answerOfColumn(columnId);
    if (answer !== null) return errorLabel(answer.split, answer.name);
    return this.#infos.get(columnId)?.label ?? bareName(columnId);
  }

  ask(text: string): void {
    this.#queryText = text;
    this.#lookForColumns();
  }

  /** Sets the table up as a named view says; what was pinned stays so. */
  show(content: RunsViewContent): void {
    const { queryText, choices, unfolded } = tableOfContent(content);
    this.#queryText = queryText;
    this.#unfolded = unfolded;
    this.choose(choices);
    this.#lookForColumns();
  }

  /** Lists and records that only change in part are to be made of `now`: another window may keep others. */
  choose(change: Partial<RunTableChoices> | ((now: RunTableChoices) => Partial<RunTableChoices>)): void {
    const before = this.#choices;
    const make = typeof change === 'function' ? change : () => change;
    this.#choices = changeKept(window.localStorage, storageKey, parseChoices, before, make);
    if (before.columns !== this.#choices.columns || before.sort !== this.#choices.sort)
      this.#lookForColumns();
  }

  showColumn(id: string, shown: boolean): void {
    this.choose((now) => ({ columns: withMember(now.columns, id, shown) }));
  }

  moveColumn(id: string, by: -1 | 1): void {
    this.choose((now) => ({ columns: withMoved(now.columns, id, by) }));
  }

  widen(widths: RunTableChoices['widths']): void {
    this.choose((now) => ({ widths: { ...now.widths, ...widths } }));
  }

  group(grouping: Grouping): void {
    this.#unfolded = new Set();
    this.choose({ grouping });
  }

  unfold(key: string, open: boolean): void {
    const next = new Set(this.#unfolded);
    if (open) next.add(key);
    else next.delete(key);
    this.#unfolded = next;
  }

  pin(runIds: readonly string[], pinned: boolean): void {
    this.choose((now) => {
      const others = now.pinned.filter((id) => !runIds.includes(id));
      return { pinned: pinned ? [...others, ...runIds] : others };
    });
  }

  /** Columns that match, for the list of columns and for completion. */
  async findColumns(search: string, limit = 200): Promise<OutputOf<'runs/columns'>> {
    const found = await workbench.call('runs/columns', { search, limit });
    this.#remember(found.columns);
    return found;
  }

  completions(text: string, cursor: number): Completion[] {
    return completionsAt(text, cursor, {
      columns: (search) => {
        void this.#version;
        return this.#found.columns.filter(({ id, label }) => `${id} ${label}`.toLowerCase().includes(search));
      },
      values: (columnId) => this.table.distinct(columnId),
    });
  }

  /** Asks for names of columns that have `search` in them; `completions` then offers them. */
  prepareCompletions(search: string): void {
    if (search.length < 2 || search === this.#found.search) return;
    const waiting = { search, columns: this.#found.columns };
    this.#found = waiting;
    this.findColumns(search, 50).then(
      ({ columns }) => {
        if (this.#found === waiting) this.#found = { search, columns };
      },
      () => {}, // nothing is offered; whoever presses Enter is told
    );
  }

  /** Loads what is not there, or what changed since. Several calls at once become one, and one more. */
  refresh(): Promise<void> {
    return this.#loading.ask();
  }

  async #loadOnce(): Promise<void> {
    try {
      await this.#load();
      this.#problem = null;
      this.#prepareSoon();
    } catch (thrown) {
      this.#problem = wordsOf(thrown);
    }
  }

  async #load(): Promise<void> {
    const connection = workbench.connections;
    const wanted = this.#wantedColumns();
    const isNew = connection !== this.#loadedFor || wanted.some((id) => !this.#table.has(id));
    const columns = isNew ? wanted : this.#table.columnIds.filter((id) => kindOfRunColumn(id) === null);
    const afterRevision = isNew ? null : this.#table.revision;
    const answer = await workbench.call('runs/table', { columns, afterRevision });
    if (afterRevision === null) this.#table.replace(answer);
    else this.#table.apply(answer);
    this.#loadedFor = connection;
    if (afterRevision === null || answer.runIds.length > 0 || answer.removed.length > 0) this.#version += 1;
  }

  /** While nothing else is to be done, piece by piece. */
  #prepareSoon(): void {
    if (this.#isPreparing) return;
    this.#isPreparing = true;
    whenIdle((left) => {
      this.#isPreparing = false;
      const shown = this.#choices.columns.map((id) => ({ id, kind: this.kindOf(id) }));
      let isMore = this.#table.prepareOne(shown);
      while (isMore && left() > preparationMilliseconds) isMore = this.#table.prepareOne(shown);
      if (isMore) this.#prepareSoon();
    });
  }

  /** Besides those of every table. */
  #wantedColumns(): string[] {
    const { columns, sort } = this.#choices;
    const all = [
      ...columns,
      ...sort.map(({ column }) => column),
      ...columnsOfQuery(this.query).filter((id) => this.#infos.has(id)),
    ];
    return [...new Set(all)].filter((id) => kindOfRunColumn(id) === null);
  }

  /** At once after a quiet time, else when it is due. */
  #refreshSoon(): void {
    if (this.#watchers === 0 || this.#timer !== null) return;
    const wait = this.#refreshedAt + refreshMilliseconds - performance.now();
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        this.#refreshedAt = performance.now();
        void this.refresh();
      },
      Math.max(0, wait),
    );
  }

  /** Learns what the columns are that it does not know yet, then loads them. */
  #lookForColumns(): void {
    const { columns, sort } = this.#choices;
    const asked = [...columns, ...sort.map(({ column }) => column), ...columnsOfQuery(this.query)];
    const strange = asked.filter(
      (id) => kindOfRunColumn(id) === null && !this.#infos.has(id) && !this.#unknown.has(id),
    );
    const lookUp = async (id: string): Promise<void> => {
      const { columns: found } = await this.findColumns(bareName(id));
      if (!found.some((info) => info.id === id)) this.#unknown = new Set(this.#unknown).add(id);
    };
    void Promise.all(strange.map(lookUp))
      .then(() => {
        if (this.#wantedColumns().some((id) => !this.#table.has(id))) return this.refresh();
        return undefined;
      })
      .catch((thrown: unknown) => (this.#problem = wordsOf(thrown)));
  }

  #remember(columns: readonly ColumnInfo[]): void {
    const infos = new Map(this.#infos);
    for (const info of columns) infos.set(info.id, info);
    this.#infos = infos;
  }
}

/** As a user would call it. */
function nameIn(columnId: string): string {
  return answerOfColumn(columnId)?.name ?? bareName(columnId);
}

/** Without its group: "optimizer.learningRate". */
function bareName(columnId: string): string {
  return columnId.slice(columnId.indexOf(':') + 1);
}

export const runTable = new RunTableStore();
