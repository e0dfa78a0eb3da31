/** Commands that make runs, steer them, describe them and delete them. */

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import type { ParsedInputOf } from '../../../src-shared/contract/contract.ts';
import type { Handlers } from '../../../src-shared/contract/server.ts';
import { parseSpec } from '../../../src-shared/spec/experiment-spec.ts';
import type { ExperimentSpec } from '../../../src-shared/spec/experiment-spec.ts';
import { localPlace } from '../../../src-shared/views/places-view.ts';
import { catalogue } from '../../core/catalogue.ts';
import type { HandlerContext } from './context.ts';

type Names =
  | 'runs/create'
  | 'runs/pause'
  | 'runs/resume'
  | 'runs/stop'
  | 'runs/annotate'
  | 'runs/rewrite'
  | 'runs/delete';

export function runLifeHandlers(context: HandlerContext): Pick<Handlers, Names> {
  const { store, runs, places, placeWatch, runsChanged } = context;
  /** The table changed when this is done, whether it went well or not. */
  const changingTo = async <T>(action: Promise<T>): Promise<T> => {
    try {
      return await action;
    } finally {
      runsChanged();
    }
  };
  const changing = (action: Promise<unknown>): Promise<null> => changingTo(action.then(() => null));
  /** One that is trained elsewhere is taken from there. */
  const stop = async (run: string): Promise<void> => {
    const runId = await store.resolveRun(run);
    await (places.placeOf(runId) === null ? runs.stop(runId) : places.cancel([runId]));
  };
  return {
    'runs/create': async ({ draft, preset, seeds, tags, place }) => {
      const first = parseSpec(catalogue, draft);
      const specs =
        seeds.length === 0 ? [first] : seeds.map((seed) => parseSpec(catalogue, { ...first, seed }));
      await refuseHopeless(first, context);
      const runIds = await runs.createRuns(specs.map((spec) => ({ spec, preset, tags })));
      runsChanged();
      if (place === localPlace) await changing(inOrder(runIds, (runId) => runs.start(runId)));
      else {
        await changing(places.plan(runIds, place));
        placeWatch.soon();
      }
      return { runIds };
    },
    'runs/pause': ({ run }) => changing(runs.pause(run)),
    'runs/resume': ({ run }) => changing(runs.resume(run)),
    'runs/stop': ({ run }) => changing(stop(run)),
    'runs/annotate': ({ runs: names, ...change }) =>
      changing(Promise.all(names.map((run) => store.annotate(run, defined(change))))),
    'runs/rewrite': ({ run, text, from, to }) => changingTo(store.rewrite(run, text, { from, to })),
    'runs/delete': ({ runs: names }) => changing(inOrder(names, (run) => store.deleteRun(run))),
  };
}

/**
 * What `ffwb train` refuses, before anything is recorded: missing data, and choices that cannot train. Errors:
 * input/invalid; inspect/failed.
 */
export async function refuseHopeless(
  spec: ExperimentSpec,
  { inspection }: Pick<HandlerContext, 'inspection'>,
): Promise<void> {
  const draft = JSON.parse(JSON.stringify(spec)) as ParsedInputOf<'spec/check'>['draft'];
  const { problems } = await inspection.ask('spec/check', { draft }, null);
  const hopeless = problems.find((problem) => problem.severity === 'error');
  if (hopeless === undefined) return;
  const { message, remedy, settings } = hopeless;
  throw new WorkbenchError('input/invalid', {
    problem: `${message.charAt(0).toUpperCase()}${message.slice(1)}`.replace(/\.$/, ''),
    remedy: remedy === '' ? `Change: ${settings.join(', ')}` : remedy,
  });
}

/** One after the other; what fails does not keep the others from it, and the first error is thrown at the end. */
async function inOrder(names: readonly string[], action: (name: string) => Promise<void>): Promise<void> {
  const errors: unknown[] = [];
  for (const name of names) await action(name).catch((thrown: unknown) => errors.push(thrown));
  if (errors.length > 0) throw errors[0];
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without what is not there: to the store a missing change means that all stays as it is. */
function defined<T extends object>(change: T): Partial<Defined<T>> {
  const entries = Object.entries(change).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<Defined<T>>;
}
