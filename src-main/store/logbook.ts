/**
 * Pages of the logbook: read, written over what their writer saw, undone and redone. A page's texts are kept one behind
 * the other; the page says which of them it shows. A new text takes the place of those that were undone.
 */

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import { mostPages } from '../../src-shared/views/logbook-view.ts';
import type { LogbookAnswer, LogbookPage, LogbookPageInfo } from '../../src-shared/views/logbook-view.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import type { RunCommands } from './run-store.ts';

/** Of one page. The oldest are let go first; the text that is shown never. */
const mostTexts = 1_000;
const mostCharacters = 30_000_000;

interface FoundPage extends LogbookPage {
  readonly pageKey: number;
  readonly number: number;
}

/** Newest first. */
export function createListPages(db: ReadableDatabase): () => LogbookPageInfo[] {
  const statement = db.prepare<[], LogbookPageInfo>(`
    SELECT page_id AS id, title, changed_at AS changedAt, characters
    FROM logbook_pages AS page JOIN logbook_texts AS text
      ON text.page_key = page.page_key AND text.number = page.shown
    ORDER BY changed_at DESC, page.page_key DESC`);
  return () => statement.all();
}

function createFindPage(db: ReadableDatabase): (id: string) => FoundPage | null {
  const statement = db.prepare<[string], FoundPage>(`
    SELECT page.page_key AS pageKey, number, page_id AS id, title, body, revision, changed_at AS changedAt,
      (SELECT count(*) FROM logbook_texts AS earlier
        WHERE earlier.page_key = page.page_key AND earlier.number < page.shown) AS undo,
      (SELECT count(*) FROM logbook_texts AS later
        WHERE later.page_key = page.page_key AND later.number > page.shown) AS redo
    FROM logbook_pages AS page JOIN logbook_texts AS text
      ON text.page_key = page.page_key AND text.number = page.shown
    WHERE page_id = ?`);
  return (id) => statement.get(id) ?? null;
}

/** null: there is none. */
export function createGetPage(db: ReadableDatabase): (id: string) => LogbookPage | null {
  const find = createFindPage(db);
  return (id) => {
    const found = find(id);
    if (found === null) return null;
    const { pageKey: _key, number: _number, ...page } = found;
    return page;
  };
}

type LogbookCommands = Pick<RunCommands, 'writePage' | 'stepPage' | 'deletePage'>;

export function createLogbookCommands(db: WritableDatabase, now: () => Date): LogbookCommands {
  const find = createFindPage(db);
  const getPage = createGetPage(db);
  const makePage = db.prepare<[string, number]>(
    'INSERT INTO logbook_pages (page_id, shown, changed_at) VALUES (?, 1, ?)',
  );
  const show = db.prepare<[number, number, number]>(
    'UPDATE logbook_pages SET shown = ?, changed_at = ? WHERE page_key = ?',
  );
  const dropUndone = db.prepare<[number, number]>(
    'DELETE FROM logbook_texts WHERE page_key = ? AND number > ?',
  );
  const addText = db.prepare<[number, number, string, string, number, string]>(`
    INSERT INTO logbook_texts (page_key, number, revision, title, characters, body) VALUES (?, ?, ?, ?, ?, ?)`);
  const deletePage = db.prepare<[number]>('DELETE FROM logbook_pages WHERE page_key = ?');
  const countPages = db.prepare<[], number>('SELECT count(*) FROM logbook_pages').pluck();
  const forgetOld = createForgetOld(db);
  const answer = (id: string, written: boolean): LogbookAnswer => ({ written, now: getPage(id) });

  const write: LogbookCommands['writePage'] = ({ id, title, body, revision }, over) => {
    const found = find(id);
    if (found?.revision === revision) return answer(id, true); // it was written, and only the answer was lost
    if (!over.includes(found?.revision ?? null)) return answer(id, false);
    const time = now().getTime();
    if (found === null) refuseTooMany(countPages.get() ?? 0);
    const key = found?.pageKey ?? Number(makePage.run(id, time).lastInsertRowid);
    const number = (found?.number ?? 0) + 1;
    if (found !== null) dropUndone.run(key, found.number);
    addText.run(key, number, revision, title, body.length, body);
    show.run(number, time, key);
    forgetOld(key, number);
    return answer(id, true);
  };
  const neighbour = {
    undo: db.prepare<[number, number], number>(
      'SELECT max(number) FROM logbook_texts WHERE page_key = ? AND number < ?',
    ),
    redo: db.prepare<[number, number], number>(
      'SELECT min(number) FROM logbook_texts WHERE page_key = ? AND number > ?',
    ),
  };
  const step: LogbookCommands['stepPage'] = (id, direction, over) => {
    const found = find(id);
    if (found === null || found.revision !== over) return answer(id, false);
    const number = neighbour[direction].pluck().get(found.pageKey, found.number) ?? null;
    if (number === null) return answer(id, false);
    show.run(number, now().getTime(), found.pageKey);
    return answer(id, true);
  };
  const remove: LogbookCommands['deletePage'] = (id, over) => {
    const found = find(id);
    if (found === null) return { written: true, now: null };
    if (found.revision !== over) return answer(id, false);
    deletePage.run(found.pageKey);
    return { written: true, now: null };
  };
  const [writing, stepping, removing] = [db.transaction(write), db.transaction(step), db.transaction(remove)];
  return {
    writePage: (...words) => writing.immediate(...words),
    stepPage: (...words) => stepping.immediate(...words),
    deletePage: (...words) => removing.immediate(...words),
  };
}

function refuseTooMany(pages: number): void {
  if (pages < mostPages) return;
  const problem = `The logbook has ${pages} pages already`;
  throw new WorkbenchError('input/invalid', { problem, remedy: 'Delete some first.' });
}

function createForgetOld(db: WritableDatabase): (pageKey: number, shown: number) => void {
  const sizes = db.prepare<[number], { readonly number: number; readonly characters: number }>(
    'SELECT number, characters FROM logbook_texts WHERE page_key = ? ORDER BY number DESC',
  );
  const forget = db.prepare<[number, number]>('DELETE FROM logbook_texts WHERE page_key = ? AND number < ?');
  return (pageKey, shown) => {
    let characters = 0;
    let oldest = shown;
    for (const [at, text] of sizes.all(pageKey).entries()) {
      characters += text.characters;
      if (at >= mostTexts || (characters > mostCharacters && at > 0)) break;
      oldest = text.number;
    }
    forget.run(pageKey, oldest);
  };
}
