/**
 * A page as one HTML file that needs nothing else: styles and pictures stand in it, nothing is loaded, and its own policy
 * forbids that anything in it runs.
 */

import { date } from '../ui/format.ts';
import { escapeHtml, layOutPage } from './markdown.ts';
import type { PanelContent } from './panel-content.ts';
import { panelSvg } from './panel-picture.ts';
import type { ShownPanel } from './read-page.ts';
import { splitPage } from './page-text.ts';

export interface PageToExport {
  readonly title: string;
  readonly body: string;
  /** Of all panels, in order. */
  readonly panels: readonly ShownPanel[];
  /** When the panels were read; ISO 8601. */
  readonly readAt: string;
}

export const untitled = 'Untitled page';

export function pageHtml({ title, body, panels, readAt }: PageToExport): string {
  const name = title.trim() === '' ? untitled : title;
  const pieces = layOutPage(splitPage(body).text, false).map((piece) => {
    if (piece.sort === 'words') return piece.html;
    const shown = panels[piece.index];
    return shown === undefined ? '' : panelHtml(shown);
  });
  const follows = panels.some(({ frozenAt }) => frozenAt === null);
  const read = follows ? ` Panels that follow their runs show them as of ${date(readAt)}.` : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escapeHtml(name)}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<h1 class="page-title">${escapeHtml(name)}</h1>
${pieces.join('\n')}
<footer>Forward-Forward Workbench, ${escapeHtml(date(readAt))}.${escapeHtml(read)}</footer>
</main>
</body>
</html>
`;
}

function panelHtml({ content, frozenAt }: ShownPanel): string {
  const notes = notesOf({ content, frozenAt }).map((note) => `<p class="note">${escapeHtml(note)}</p>`);
  const svg = panelSvg(content);
  if (svg !== null) {
    const label = escapeHtml(content.title);
    return `<figure>${svgInPage(svg, label)}<figcaption>${notes.join('')}</figcaption></figure>`;
  }
  const heading = `<p class="panel-title">${escapeHtml(content.title)}</p>`;
  const table = content.sort === 'table' ? tableHtml(content.columns, content.rows) : '';
  return `<figure><figcaption>${heading}</figcaption>${table}${notes.join('')}</figure>`;
}

/** What is said below a panel. */
export function notesOf({ content, frozenAt }: ShownPanel): readonly string[] {
  return frozenAt === null ? content.notes : [...content.notes, `As of ${date(frozenAt)}.`];
}

type Table = Extract<PanelContent, { sort: 'table' }>;

function tableHtml(columns: Table['columns'], rows: Table['rows']): string {
  const classOf = (at: number): string => (columns[at]?.numeric === true ? ' class="numeric"' : '');
  const head = columns.map(({ label }, at) => `<th scope="col"${classOf(at)}>${escapeHtml(label)}</th>`);
  const lines = rows.map(
    (row) => `<tr>${row.map((text, at) => `<td${classOf(at)}>${escapeHtml(text)}</td>`).join('')}</tr>`,
  );
  return `<div class="wide"><table><thead><tr>${head.join('')}</tr></thead><tbody>${lines.join('')}</tbody></table></div>`;
}

/** An SVG as a part of a page: there it needs no names of its languages, but one for who cannot see it. */
function svgInPage(svg: string, label: string): string {
  return svg.replace(/<svg\b[^>]*>/, (head) =>
    head
      .replaceAll(/\s(?:xmlns(?::\w+)?|version|baseProfile)="[^"]*"/g, '')
      .replace('<svg', `<svg role="img" aria-label="${label}"`),
  );
}

const pageStyle = `
:root { color-scheme: light; }
body { margin: 0; background: #fff; color: #1b212b; font: 15px/1.55 system-ui, 'Segoe UI', Helvetica, Arial, sans-serif; }
main { max-width: 800px; margin: 0 auto; padding: 32px 20px; overflow-wrap: anywhere; }
h1, h2, h3, h4 { line-height: 1.25; margin: 1.4em 0 0.5em; }
.page-title { margin-top: 0; }
pre { overflow: auto; padding: 10px 12px; border-radius: 5px; background: #f3f5f8; font-size: 13px; }
pre code { white-space: pre-wrap; }
code { font-family: ui-monospace, Menlo, Consolas, monospace; }
blockquote { margin: 1em 0; padding-left: 14px; border-left: 3px solid #d5d9e0; color: #4a5261; }
img, svg { max-width: 100%; height: auto; }
figure { margin: 1.4em 0; break-inside: avoid; }
figure svg { display: block; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 14px; }
th, td { padding: 4px 10px; border-bottom: 1px solid #d5d9e0; text-align: left; vertical-align: top; }
th { border-bottom-color: #8b93a1; }
.numeric { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.panel-title { margin: 0 0 6px; font-weight: 600; }
.note, .aside, footer { color: #4a5261; font-size: 13px; }
.note { margin: 4px 0; }
footer { margin-top: 40px; padding-top: 8px; border-top: 1px solid #d5d9e0; }
a { color: #0b62c4; }
@media print { main { max-width: none; padding: 0; } }
`;
