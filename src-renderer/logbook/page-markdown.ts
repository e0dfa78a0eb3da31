/** A page as Markdown for other programs: the words as they were written, panels as tables and as pictures beside it. */

import { zipSync } from 'fflate';

import { escapeHtml } from './markdown.ts';
import { notesOf, untitled } from './page-html.ts';
import type { PageToExport } from './page-html.ts';
import { panelsIn, splitPage } from './page-text.ts';
import { panelSvg } from './panel-picture.ts';
import type { ShownPanel } from './read-page.ts';

export interface PageFile {
  readonly name: string;
  readonly text: string;
}

/** The page first, as `stem`.md; then its pictures, which it names. */
export function pageMarkdown({ title, body, panels }: PageToExport, stem: string): readonly PageFile[] {
  const { text } = splitPage(body);
  const pictures: PageFile[] = [];
  const pieces: string[] = [];
  let at = 0;
  for (const [index, { start, end }] of panelsIn(text).entries()) {
    const shown = panels[index];
    if (shown === undefined) continue;
    const svg = panelSvg(shown.content);
    const name = `${stem}-${pictures.length + 1}.svg`;
    if (svg !== null) pictures.push({ name, text: svg });
    pieces.push(text.slice(at, start), panelMarkdown(shown, svg === null ? null : name));
    at = end;
  }
  const words = [...pieces, text.slice(at)].join('');
  const heading = escapeMarkdown(title.trim() === '' ? untitled : title);
  return [{ name: `${stem}.md`, text: `# ${heading}\n\n${words.trimEnd()}\n` }, ...pictures];
}

function panelMarkdown(shown: ShownPanel, picture: string | null): string {
  const { content } = shown;
  const title = escapeMarkdown(content.title);
  const notes = notesOf(shown).map((note) => `*${escapeMarkdown(note)}*`);
  if (picture !== null) return [`![${title}](<${picture}>)`, ...notes].join('\n\n');
  const parts = [`**${title}**`];
  if (content.sort === 'table') {
    const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
    parts.push(
      [
        line(content.columns.map(({ label }) => escapeMarkdown(label))),
        line(content.columns.map(({ numeric }) => (numeric ? '--:' : '---'))),
        ...content.rows.map((row) => line(row.map(escapeMarkdown))),
      ].join('\n'),
    );
  }
  return [...parts, ...notes].join('\n\n');
}

/** In one line, where nothing of it is Markdown, HTML or the end of a cell. */
export function escapeMarkdown(text: string): string {
  return escapeHtml(text.replaceAll(/\s+/g, ' ').trim())
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll(/[\\`*_[\]|~$]/g, '\\$&');
}

export function zipOf(files: readonly PageFile[]): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder();
  return new Uint8Array(
    zipSync(Object.fromEntries(files.map(({ name, text }) => [name, bytes.encode(text)]))),
  );
}
