/**
 * The query box of the runs table: text such as `status:running error<0.03 layers.0.units>=500 tag:sweep name:"x" mnist`
 * taken apart into conditions on columns and free words. What a condition means for a run is in run-filter.ts.
 *
 *     term      = ["-"] (condition | word)
 *     condition = field operator value {"," value}      operator = ":" "=" "!=" "<" "<=" ">" ">="
 *     value     = text without spaces and commas, or any text in quotation marks, where \\" and \\\\ are a mark and a stroke;
 *                 "" asks for runs that have no value there
 *     field     = short name | column ("setting:optimizer.learningRate") | path ("optimizer.learningRate", "layer1/auc")
 *               | read-out ("softmax": the test error by it); in quotation marks where it has signs of its own
 */

import { answerColumn } from '../../src-shared/views/answer-names.ts';

export type QueryOperator = ':' | '=' | '!=' | '<' | '<=' | '>' | '>=';

export interface QueryCondition {
  /** As written. */
  readonly field: string;
  /** Where the value stands; of several columns the lowest number, or any text, counts. */
  readonly columns: readonly string[];
  readonly operator: QueryOperator;
  /** Alternatives; with an ordering operator exactly one. */
  readonly values: readonly string[];
  readonly negated: boolean;
}

export interface QueryWord {
  /** In small letters. */
  readonly text: string;
  readonly negated: boolean;
}

export interface QueryProblem {
  readonly message: string;
  /** Where in the text: from, up to but not including. */
  readonly from: number;
  readonly to: number;
}

export interface RunQuery {
  readonly conditions: readonly QueryCondition[];
  readonly words: readonly QueryWord[];
  /** Terms that make no sense; they are left out of the rest. */
  readonly problems: readonly QueryProblem[];
}

/** Short names, with the columns they stand for and a word of explanation. */
export const queryFields = [
  { name: 'status', columns: ['run:status'], help: 'queued, running, paused, completed, …' },
  { name: 'name', columns: ['run:name'], help: 'part of the name' },
  { name: 'tag', columns: ['run:tags'], help: 'a whole tag; "" where there is none, as with every field' },
  { name: 'error', columns: ['run:error'], help: 'test error by the first read-out' },
  { name: 'validation', columns: ['run:validation'], help: 'validation error by the first read-out' },
  { name: 'training', columns: ['run:training'], help: 'training error by the first read-out' },
  { name: 'preset', columns: ['run:preset'], help: 'the preset it started from' },
  { name: 'seed', columns: ['run:seed'], help: 'a number' },
  { name: 'epoch', columns: ['run:epoch'], help: 'epochs finished' },
  { name: 'epochs', columns: ['run:epochs'], help: 'epochs planned' },
  { name: 'step', columns: ['run:step'], help: 'steps taken' },
  { name: 'time', columns: ['run:train-seconds'], help: 'training time: 90s, 5m, 2h' },
  { name: 'left', columns: ['run:seconds-left'], help: 'time left: 90s, 5m, 2h' },
  { name: 'engine', columns: ['run:engine'], help: 'part of its name' },
  { name: 'device', columns: ['run:device'], help: 'part of its name' },
  { name: 'created', columns: ['run:created'], help: 'a date: 2026-11-25' },
  { name: 'notes', columns: ['run:notes'], help: 'part of the notes' },
  { name: 'archived', columns: ['run:archived'], help: 'true or false' },
  { name: 'configuration', columns: ['run:configuration'], help: 'the start of its hash' },
] as const satisfies readonly { name: string; columns: readonly string[]; help: string }[];

const columnGroups = ['run', 'setting', 'metric', 'environment'];

/** The columns a field of a query stands for; never empty. */
export function columnsOfField(field: string): readonly string[] {
  const known = queryFields.find(({ name }) => name === field.toLowerCase());
  if (known !== undefined) return known.columns;
  if (columnGroups.some((group) => field.startsWith(`${group}:`))) return [field];
  if (field.includes('/')) return [`metric:${field}`];
  return [field.includes('.') ? `setting:${field}` : answerColumn('test', field)];
}

export interface QueryToken {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** Has an opening quotation mark that nothing closes. */
  readonly unclosed: boolean;
}

/** A stroke before anything but a mark or a stroke is itself, so that names of files need no second one. */
const quoted = String.raw`"(?:\\["\\]|[^"\\]|\\(?!["\\]))*`;
const closedQuotes = new RegExp(`${quoted}"`, 'g');
const tokenPattern = new RegExp(`(?:${quoted}(?:"|$)|[^\\s"])+`, 'g');
const valuePattern = new RegExp(`(?:${quoted}(?:"|$)|[^,"])+`, 'g');
const quotesPattern = new RegExp(`(${quoted})(?:"|$)`, 'g');
const plainField = String.raw`(?:(?:run|setting|metric|environment):)?[^\s":=!<>]+`;
const conditionPattern = new RegExp(`^(${quoted}"|${plainField})(!=|<=|>=|:|=|<|>)(.*)$`, 's');

/** Cuts at spaces that stand outside quotation marks. */
export function tokensOf(text: string): QueryToken[] {
  return Array.from(text.matchAll(tokenPattern), ({ 0: part, index }) => {
    const unclosed = part.replace(closedQuotes, '').includes('"');
    return { text: part, from: index, to: index + part.length, unclosed };
  });
}

/** A token as field, operator and the rest; null where it is a word. */
export function splitCondition(
  text: string,
): { readonly field: string; readonly operator: QueryOperator; readonly rest: string } | null {
  const match = conditionPattern.exec(text);
  if (match === null) return null;
  const [, written = '', operator = '', rest = ''] = match;
  const field = unquote(written);
  return field === '' ? null : { field, operator: operator as QueryOperator, rest };
}

/** Never fails: what makes no sense is a problem, and the rest still counts. */
export function parseRunQuery(text: string): RunQuery {
  const conditions: QueryCondition[] = [];
  const words: QueryWord[] = [];
  const problems: QueryProblem[] = [];
  for (const token of tokensOf(text)) {
    const { from, to } = token;
    const problem = (message: string): void => void problems.push({ message, from, to });
    const negated = token.text.length > 1 && token.text.startsWith('-');
    const positive = negated ? token.text.slice(1) : token.text;
    if (token.unclosed) problem('A quotation mark is not closed');
    const condition = splitCondition(positive);
    if (condition === null) {
      const word = unquote(positive).toLowerCase();
      if (word !== '') words.push({ text: word, negated });
      continue;
    }
    const values = valuesOf(condition.rest);
    const isOrdering = /[<>]/.test(condition.operator);
    if (values.length === 0) problem(`Say a value after "${condition.field}${condition.operator}"`);
    else if (isOrdering && values.length > 1) problem(`"${condition.operator}" takes one value`);
    else {
      const { field, operator } = condition;
      conditions.push({ field, columns: columnsOfField(field), operator, values, negated });
    }
  }
  return { conditions, words, problems };
}

/** Columns the conditions look at. */
export function columnsOfQuery({ conditions }: RunQuery): string[] {
  return [...new Set(conditions.flatMap(({ columns }) => columns))];
}

/** A value as it has to be written to be one value. */
export function quoteValue(value: string): string {
  return value === '' || /[\s",\\]/.test(value) ? quote(value) : value;
}

/** A field as it has to be written to be one. */
export function quoteField(field: string): string {
  return new RegExp(`^(?!-)${plainField}$`).test(field) ? field : quote(field);
}

/** The last of several values, unquoted, and where it begins in `text`. */
export function lastValue(text: string): { readonly value: string; readonly from: number } {
  const last = [...text.matchAll(valuePattern)].at(-1);
  const isOpen = last !== undefined && last.index + last[0].length === text.length;
  return isOpen ? { value: unquote(last[0]), from: last.index } : { value: '', from: text.length };
}

/** Cut at commas outside quotation marks; empty ones are left out unless they are quoted. */
function valuesOf(text: string): string[] {
  return (text.match(valuePattern) ?? []).map(unquote);
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function unquote(text: string): string {
  return text.replace(quotesPattern, (_, inside: string) => inside.slice(1).replace(/\\(["\\])/g, '$1'));
}
