/** Named views, kept in the store as documents of one kind for each place, so that backups carry them. */

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import type { Handlers } from '../../../src-shared/contract/server.ts';
import { mostViews } from '../../../src-shared/views/named-view.ts';
import { documentChangeOf, namedViewOf, viewKind } from '../named-views.ts';
import type { HandlerContext } from './context.ts';

export function namedViewHandlers({
  store,
  viewsChanged,
}: HandlerContext): Pick<Handlers, 'views/list' | 'views/change'> {
  const refuseTooMany = async (kind: string): Promise<void> => {
    const { length } = await store.listDocuments(kind);
    if (length < mostViews) return;
    const problem = `There are ${length} named views already`;
    throw new WorkbenchError('input/invalid', { problem, remedy: 'Delete some first.' });
  };
  return {
    'views/list': async ({ place }) =>
      (await store.listDocuments(viewKind(place))).map((document) => namedViewOf(place, document)),
    'views/change': async (change) => {
      const { place, id } = change;
      const kind = viewKind(place);
      if ('content' in change && change.content.place !== place) {
        const problem = `A view of "${change.content.place}" is none of "${place}"`;
        throw new WorkbenchError('input/invalid', { problem, remedy: 'Save it where it belongs.' });
      }
      if (change.change === 'add') await refuseTooMany(kind);
      const outcome = await store.changeNamedDocument(kind, id, documentChangeOf(change));
      if (outcome === 'done') viewsChanged();
      return outcome;
    },
  };
}
