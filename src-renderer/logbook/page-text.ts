/**
 * The text of a page and its parts: words, panels, and behind all of them what frozen panels hold. What is held is many
 * numbers in one line, so it stands at the end, apart from the words that people write.
 */

import { lexer } from 'marked';

import { panelBlock, panelLanguage, parsePanel } from './panel-text.ts';
import type { LogbookPanel, ParsedPanel } from './panel-text.ts';

/** What panels hold, as JSON, by the names that they say. */
export type HeldData = ReadonlyMap<string, string>;

const dataLine = /^```ffwb-data ([a-z0-9]{1,20})$/;

/** A page as it is kept. `text`: what people write; lines end with "\n". */
export function splitPage(body: string): { readonly text: string; readonly data: HeldData } {
  const plain = body.replaceAll(/\r\n?/g, '\n');
  const lines = plain.split('\n');
  const found: (readonly [string, string])[] = [];
  let end = lines.length - 1;
  // From behind, three lines each; the last line ends with "\n", so what follows it is empty.
  while (lines[end] === '' || found.length > 0) {
    const last = found.length === 0 ? end - 1 : end;
    const key = dataLine.exec(lines[last - 2] ?? '')?.[1];
    if (key === undefined || lines[last] !== '```') break;
    found.push([key, lines[last - 1] ?? '']);
    end = last - 3;
  }
  if (found.length === 0) return { text: plain, data: new Map() };
  // One empty line stands between the two.
  const text = lines.slice(0, lines[end] === '' ? end : end + 1).join('\n');
  return { text, data: new Map(found.reverse()) };
}

/** The reverse; what no panel of the text says that it holds is left out. */
export function joinPage(text: string, data: HeldData): string {
  const keys = new Set(panelsIn(text).flatMap(({ panel }) => panel?.frozen?.key ?? []));
  const blocks = [...keys].flatMap((key) => {
    const json = data.get(key);
    return json === undefined ? [] : [`\`\`\`ffwb-data ${key}\n${json}\n\`\`\`\n`];
  });
  return blocks.length === 0 ? text : `${text}\n\n${blocks.join('')}`;
}

/** The blocks that a text consists of, with their first characters and those behind them. */
function blocksOf(text: string) {
  let at = 0;
  return lexer(text).map((token) => {
    const start = at;
    at += token.raw.length;
    return { token, start, end: start + token.raw.trimEnd().length };
  });
}

/** Where a panel stands in a text: its characters from `start` up to before `end`. */
export type PlacedPanel = ParsedPanel & { readonly start: number; readonly end: number };

/** In the order in which they stand. A panel is a block by itself, not a part of a list or a quotation. */
export function panelsIn(text: string): PlacedPanel[] {
  return blocksOf(text.replaceAll(/\r\n?/g, '\n')).flatMap(({ token, start, end }) =>
    token.type === 'code' && token['lang'] === panelLanguage
      ? [{ ...parsePanel(String(token['text'])), start, end }]
      : [],
  );
}

/** With another panel in the place of the n-th; the text as it is where there is no such. */
export function withPanel(text: string, index: number, panel: LogbookPanel): string {
  const place = panelsIn(text)[index];
  if (place === undefined) return text;
  return `${text.slice(0, place.start)}${panelBlock(panel)}${text.slice(place.end)}`;
}

/** With a panel behind the block that `at` is in. `cursor`: behind the panel. */
export function insertPanel(
  text: string,
  at: number,
  panel: LogbookPanel,
): { readonly text: string; readonly cursor: number } {
  const around = blocksOf(text).findLast(({ token, start }) => token.type !== 'space' && start <= at);
  const place = around?.end ?? 0;
  const before = text.slice(0, place);
  const after = text.slice(place).replace(/^\n+/, '');
  const start = `${before === '' ? '' : `${before}\n\n`}${panelBlock(panel)}\n`;
  return { text: after === '' ? start : `${start}\n${after}`, cursor: start.length };
}
