/** Places where runs can be trained besides here: made, tried, asked; runs sent there, started anew and taken back. */

import type { Handlers } from '../../../src-shared/contract/server.ts';
import type { HandlerContext } from './context.ts';

type Names =
  | 'places/list'
  | 'places/save'
  | 'places/remove'
  | 'places/try'
  | 'places/news'
  | 'places/whereabouts'
  | 'places/fetch'
  | 'places/requeue'
  | 'places/log'
  | 'runs/send';

export function placeHandlers({
  places,
  placeWatch,
  runsChanged,
  placesChanged,
}: HandlerContext): Pick<Handlers, Names> {
  const changing = async (action: Promise<unknown>): Promise<null> => {
    try {
      await action;
      return null;
    } finally {
      placesChanged();
    }
  };
  return {
    'places/list': () => places.list(),
    'places/save': ({ name, place }) => changing(places.save(name, place)),
    'places/remove': ({ name }) => changing(places.remove(name)),
    'places/try': ({ name }) => places.try(name, () => {}),
    'places/news': () => places.news(),
    'places/whereabouts': ({ runs }) => places.whereabouts(runs),
    'places/fetch': () => changing(places.fetch()),
    'places/requeue': ({ runs }) => changing(places.requeue(runs)),
    'places/log': async ({ run }) => ({ log: await places.log(run) }),
    'runs/send': async ({ runs, place }) => {
      await changing(places.plan(runs, place));
      runsChanged();
      placeWatch.soon();
      return null;
    },
  };
}
