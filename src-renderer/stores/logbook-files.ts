/** A page handed to the user as files. Panels that follow are read for it anew. */

import { pageHtml } from '../logbook/page-html.ts';
import { pageMarkdown, zipOf } from '../logbook/page-markdown.ts';
import { readPage } from '../logbook/read-page.ts';
import { fileStem, saveFile } from '../ui/save-file.ts';
import { panelSource } from './panel-source.ts';

const stemOf = (title: string): string => (title.trim() === '' ? 'page' : fileStem(title));

async function pageOf(title: string, body: string) {
  const panels = await readPage(body, panelSource);
  return { title, body, panels, readAt: new Date().toISOString() };
}

export async function saveHtml(title: string, body: string): Promise<void> {
  const html = pageHtml(await pageOf(title, body));
  saveFile(`${stemOf(title)}.html`, new Blob([html], { type: 'text/html' }));
}

export async function saveMarkdown(title: string, body: string): Promise<void> {
  const stem = stemOf(title);
  const zip = zipOf(pageMarkdown(await pageOf(title, body), stem));
  saveFile(`${stem}.zip`, new Blob([zip], { type: 'application/zip' }));
}
