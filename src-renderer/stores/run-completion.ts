/** What the query box offers next at the cursor: names of fields, then values of the field that was named. */

import {
  columnsOfField,
  lastValue,
  queryFields,
  quoteField,
  quoteValue,
  splitCondition,
  tokensOf,
} from './run-query.ts';

export interface Completion {
  /** What the list shows. */
  readonly label: string;
  readonly help: string;
  /** Takes the place of the text between `from` and `to`. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

export interface CompletionSources {
  /** Settings and metrics whose name has this text, as column identifiers with their label. */
  columns(search: string): readonly { readonly id: string; readonly label: string }[];
  /** Different values of a column and how many runs have each. */
  values(columnId: string): readonly { readonly value: string; readonly runs: number }[];
}

const most = 12;

export function completionsAt(text: string, cursor: number, sources: CompletionSources): Completion[] {
  const token = tokensOf(text).find(({ from, to }) => from < cursor && cursor <= to);
  const from = token?.from ?? cursor;
  const to = token?.to ?? cursor;
  const minus = token !== undefined && token.text.startsWith('-') ? 1 : 0;
  const typed = text.slice(from + minus, cursor);
  const condition = splitCondition(typed);
  if (condition === null) return fieldCompletions(typed, from + minus, to, sources);
  const { field, operator, rest } = condition;
  return valueCompletions(field, rest, cursor - rest.length, to, operator, sources);
}

function fieldCompletions(typed: string, from: number, to: number, sources: CompletionSources): Completion[] {
  const search = typed.replaceAll('"', '').toLowerCase();
  const short = queryFields
    .filter(({ name }) => name.startsWith(search))
    .map(({ name, help }) => ({ label: name, help, text: `${name}:`, from, to }));
  if (search.length < 2) return short.slice(0, most);
  const long = sources.columns(search).map(({ id, label }) => {
    const name = id.slice(id.indexOf(':') + 1);
    // Only a name that is understood without its group may go without it.
    const written = columnsOfField(name)[0] === id ? name : id;
    return { label: written, help: label, text: `${quoteField(written)}=`, from, to };
  });
  return [...short, ...long].slice(0, most);
}

/** The last of several alternatives is completed. */
function valueCompletions(
  field: string,
  rest: string,
  restFrom: number,
  to: number,
  operator: string,
  sources: CompletionSources,
): Completion[] {
  if (/[<>]/.test(operator)) return [];
  const last = lastValue(rest);
  const search = last.value.toLowerCase();
  const from = restFrom + last.from;
  const [column] = columnsOfField(field);
  return sources
    .values(column as string)
    .filter(({ value }) => value.toLowerCase().includes(search) && value.toLowerCase() !== search)
    .slice(0, most)
    .map(({ value, runs }) => ({
      label: value,
      help: runs === 1 ? '1 run' : `${runs} runs`,
      text: `${quoteValue(value)} `,
      from,
      to,
    }));
}
