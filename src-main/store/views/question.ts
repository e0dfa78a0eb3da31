/**
 * What is looked at before a question reaches SQLite, whose authorizer the driver does not offer: that it is one that
 * reads, and that it names no place where the tables behind the views can be reached. Everything else SQLite judges.
 */

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { sqlViewNames } from './sql-views.ts';

interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'sign';
  /** Without quotes. */
  readonly text: string;
}

/** What SQLite's tokenizer tells apart, as far as it matters here. An open quote or comment runs to the end. */
const pattern =
  /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<string>'(?:[^']|'')*(?:'|$))|(?<quoted>"(?:[^"]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$)|\[[^\]]*(?:\]|$))|(?<word>[\p{L}_\u0080-\u{10ffff}$][\p{L}\p{N}_\u0080-\u{10ffff}$]*)|(?<sign>[\s\S])/gu;

export function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  for (const { groups } of sql.matchAll(pattern)) {
    const { string, quoted, word, sign } = groups ?? {};
    if (string !== undefined) tokens.push({ kind: 'string', text: unquoted(string) });
    else if (quoted !== undefined) tokens.push({ kind: 'quoted', text: unquoted(quoted) });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
  }
  return tokens;
}

function unquoted(text: string): string {
  const quote = text[0] as string;
  const end = quote === '[' ? ']' : quote;
  const inner = text.slice(1, text.length > 1 && text.endsWith(end) ? -1 : undefined);
  return quote === '[' ? inner : inner.replaceAll(quote + quote, quote);
}

const readers = ['select', 'with', 'values', 'explain'];

/** Error: input/invalid. */
export function refuseUnlessReading(sql: string): void {
  const tokens = tokensOf(sql);
  const [first] = tokens;
  if (first === undefined || first.kind !== 'word' || !readers.includes(first.text.toLowerCase())) {
    throw refusal(
      first === undefined
        ? 'The question is empty'
        : `A question begins with SELECT, WITH, VALUES or EXPLAIN, not with ${first.text}`,
    );
  }
  tokens.forEach(({ kind, text }, at) => {
    if (kind === 'sign') return;
    const isSchema = tokens[at + 1]?.text === '.' && /^(main|temp)$/i.test(text);
    if (isSchema || /^(sqlite|pragma)_/i.test(text))
      throw refusal(`The question names ${text}, which is no view`);
  });
}

export function refusal(problem: string, cause?: unknown): WorkbenchError {
  const remedy = `The views are ${sqlViewNames.join(', ')}; docs/sql.md describes them.`;
  return new WorkbenchError('input/invalid', { problem, remedy }, { cause });
}
