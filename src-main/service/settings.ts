/** The user's settings, kept in the store. What cannot be read is as if it had never been set. */

import { z } from 'zod';

import type { Settings } from '../../src-shared/views/workbench-view.ts';
import type { RunStoreClient } from '../store/run-store.ts';

const kind = 'settings';
const id = 'workbench';

const settingsSchema = z.object({ slots: z.int().min(1).max(64).catch(1) });

export async function readSettings(store: Pick<RunStoreClient, 'listDocuments'>): Promise<Settings> {
  const documents = await store.listDocuments(kind);
  const parsed = settingsSchema.safeParse(documents.find((each) => each.id === id)?.body);
  return parsed.success ? parsed.data : { slots: 1 };
}

/** What is not named stays as it is. */
export async function changeSettings(
  store: Pick<RunStoreClient, 'changeDocument'>,
  changes: Partial<Settings>,
): Promise<void> {
  await store.changeDocument(kind, id, 'Settings', changes);
}
