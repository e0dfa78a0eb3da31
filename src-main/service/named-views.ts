/** Named views as the store keeps them: documents of one kind for each place, whose titles are the names. */

import { z } from 'zod';

import { viewContentSchema } from '../../src-shared/contract/named-view-schema.ts';
import type { ParsedInputOf } from '../../src-shared/contract/contract.ts';
import type { NamedView, ViewPlace } from '../../src-shared/views/named-view.ts';
import type { NamedDocumentChange, StoredDocument } from '../store/run-store.ts';

const bodySchema = z.object({ revision: z.string(), content: viewContentSchema });
const revisionSchema = z.object({ revision: z.string() });

export function viewKind(place: ViewPlace): string {
  return `view/${place}`;
}

/** One that cannot be read is named with its reason: it hides no other, and can be deleted. */
export function namedViewOf(
  place: ViewPlace,
  { id, title: name, changedAt, body }: StoredDocument,
): NamedView {
  const parsed = bodySchema.safeParse(body);
  if (parsed.success && parsed.data.content.place === place)
    return { id, place, name, changedAt, ...parsed.data, problem: null };
  const revision = revisionSchema.safeParse(body).data?.revision ?? '';
  const problem = 'This view cannot be read: its form is not known here.';
  return { id, place, name, changedAt, revision, content: null, problem };
}

type ViewChange = ParsedInputOf<'views/change'>;

export function documentChangeOf(change: ViewChange): NamedDocumentChange {
  switch (change.change) {
    case 'add': {
      const body = { revision: change.revision, content: change.content };
      return { change: 'add', name: change.name, body };
    }
    case 'replace': {
      const body = { revision: change.revision, content: change.content };
      return { change: 'replace', body, over: change.over };
    }
    case 'rename':
      return { change: 'rename', from: change.from, to: change.to };
    case 'remove':
      return { change: 'remove', over: change.over };
  }
}
