/** Experiments being described, kept in the store so that they survive a restart. */

import { z } from 'zod';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { whyNotKept } from '../../../src-shared/contract/kept-value.ts';
import type { Handlers } from '../../../src-shared/contract/server.ts';
import type { DraftView } from '../../../src-shared/views/workbench-view.ts';
import type { StoredDocument } from '../../store/run-store.ts';
import type { HandlerContext } from './context.ts';

const kind = 'draft';
const mostDrafts = 500;
const bodySchema = z.object({
  draft: z.record(z.string(), z.json()),
  preset: z.string().nullable(),
  /** Drafts of older versions have none. */
  revision: z.string().default(''),
});

export function draftHandlers({
  store,
}: HandlerContext): Pick<Handlers, 'drafts/list' | 'drafts/save' | 'drafts/delete'> {
  /** All of them travel in one message. */
  const refuseTooMany = async (id: string): Promise<void> => {
    const kept = await store.listDocuments(kind);
    if (kept.length < mostDrafts || kept.some((each) => each.id === id)) return;
    const problem = `There are ${kept.length} drafts already`;
    throw new WorkbenchError('input/invalid', { problem, remedy: 'Delete some first.' });
  };
  return {
    'drafts/list': async () => (await store.listDocuments(kind)).map(viewDraft),
    'drafts/save': async ({ id, title, over, ...body }) => {
      await refuseTooMany(id);
      return { written: await store.saveDocumentOver(kind, id, title, body, over) };
    },
    'drafts/delete': async ({ id }) => {
      await store.deleteDocument(kind, id);
      return null;
    },
  };
}

/** One that cannot be read, or would not fit a message, is named with its reason: it hides no other, and can be deleted. */
function viewDraft({ id, title, changedAt, body }: StoredDocument): DraftView {
  const parsed = bodySchema.safeParse(body);
  const problem = parsed.success ? whyNotKept(parsed.data.draft) : 'its form is not known here';
  if (parsed.success && problem === null) return { id, title, changedAt, ...parsed.data, problem };
  const unread = { draft: {}, preset: null, revision: '', problem: `This draft cannot be read: ${problem}.` };
  return { id, title, changedAt, ...unread };
}
