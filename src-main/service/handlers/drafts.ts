/** Experiments being described, kept in the store so that they survive a restart. */

import { z } from 'zod';

import type { Handlers } from '../../../src-shared/contract/server.ts';
import type { DraftView } from '../../../src-shared/views/workbench-view.ts';
import type { StoredDocument } from '../../store/run-store.ts';
import type { HandlerContext } from './context.ts';

const kind = 'draft';
const bodySchema = z.object({
  draft: z.record(z.string(), z.json()),
  preset: z.string().nullable(),
  /** Drafts of older versions have none. */
  revision: z.string().default(''),
});

export function draftHandlers({
  store,
}: HandlerContext): Pick<Handlers, 'drafts/list' | 'drafts/save' | 'drafts/delete'> {
  return {
    'drafts/list': async () => (await store.listDocuments(kind)).flatMap(viewDraft),
    'drafts/save': async ({ id, title, over, ...body }) => ({
      written: await store.saveDocumentOver(kind, id, title, body, over),
    }),
    'drafts/delete': async ({ id }) => {
      await store.deleteDocument(kind, id);
      return null;
    },
  };
}

/** One that another version wrote in another form is passed over, not lost. */
function viewDraft({ id, title, changedAt, body }: StoredDocument): DraftView[] {
  const parsed = bodySchema.safeParse(body);
  return parsed.success ? [{ id, title, changedAt, ...parsed.data }] : [];
}
