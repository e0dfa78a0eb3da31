/**
 * Everything to be said about a sweep before its first run: every point is looked at as a single experiment would be, so
 * that none is refused in the middle of the night.
 */

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import { checkDraft } from '../../src-shared/spec/experiment-spec.ts';
import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import { readSweep } from '../../src-shared/spec/sweep.ts';
import type { Sweep } from '../../src-shared/spec/sweep.ts';
import { halvingEpochs, halvingRungs } from '../../src-shared/spec/sweep-halving.ts';
import { draftAt, pointName, sweepPoints } from '../../src-shared/spec/sweep-points.ts';
import type { PointSettings } from '../../src-shared/spec/sweep-points.ts';
import type { SweepCheck, SweepProblem } from '../../src-shared/views/sweep-view.ts';
import { catalogue } from '../core/catalogue.ts';
import type { DatasetSources } from '../core/dataset/dataset.ts';
import { createRecipe } from '../core/net/recipe.ts';
import { specConcerns } from '../core/train/concerns.ts';
import { createPlan } from '../core/train/plan.ts';
import type { DatasetsAtHand } from './datasets-at-hand.ts';

/** So many problems are told; a grid over something impossible would tell thousands. */
const mostProblems = 50;

/** `file.base` must be an experiment. Throws for bugs only: what is wrong with a sweep is its answer. */
export async function checkSweep(
  file: unknown,
  datasets: DatasetsAtHand,
  sources: DatasetSources,
): Promise<SweepCheck> {
  const read = wordingErrors(() => {
    const sweep = readSweep(file, 'This');
    return { sweep, points: sweepPoints(sweep) };
  });
  if ('problem' in read) return wrong([{ settings: null, message: read.problem }]);
  const { sweep, points } = read;
  const base = specOf(sweep.base);
  if ('problem' in base) return wrong([{ settings: null, message: `base: ${base.problem}` }]);
  const problems: SweepProblem[] = [];
  let epochs = 0;
  let readOuts = null as readonly string[] | null;
  for (const settings of points) {
    const looked = await lookAt(sweep, base.spec, settings, (spec) => datasets.load(spec.dataset, sources));
    if (looked.problem !== null) problems.push({ settings, message: looked.problem });
    epochs += looked.epochs;
    const own = looked.readOuts;
    if (own !== null) readOuts = readOuts?.filter((name) => own.includes(name)) ?? own;
  }
  const common = commonProblem(problems, points.length);
  const told = common === null ? problems.slice(0, mostProblems) : [{ settings: null, message: common }];
  return {
    spec: problems.length === 0 ? sweep : null,
    base: base.spec,
    points: points.map((settings) => Object.values(settings)),
    runs: points.length * sweep.seeds.length,
    epochs: sweep.seeds.length * sparedEpochs(sweep, points.length, epochs),
    readOuts: readOuts ?? [],
    problems: told,
    problemCount: problems.length,
  };
}

/** The one thing that is wrong with every point, if it is the same. */
function commonProblem(problems: readonly SweepProblem[], points: number): string | null {
  const [first] = problems;
  const isCommon = problems.length === points && problems.every(({ message }) => message === first?.message);
  return isCommon ? (first?.message ?? null) : null;
}

/** Of one seed. `epochs`: of all points, each to its end. */
function sparedEpochs({ halving }: Sweep, points: number, epochs: number): number {
  if (halving === undefined || points === 0 || epochs === 0) return epochs;
  const each = epochs / points;
  return halvingEpochs(halvingRungs(points, each, halving), each);
}

type Loaded = Awaited<ReturnType<DatasetsAtHand['load']>>;
interface Looked {
  /** 0 where it cannot train. */
  readonly epochs: number;
  /** null where its net could not be made. */
  readonly readOuts: readonly string[] | null;
  /** null: it can train. */
  readonly problem: string | null;
}
const unfit = (problem: string, readOuts: Looked['readOuts'] = null): Looked => ({
  epochs: 0,
  readOuts,
  problem,
});

async function lookAt(
  sweep: Sweep,
  base: ExperimentSpec,
  settings: PointSettings,
  load: (spec: ExperimentSpec) => Promise<Loaded>,
): Promise<Looked> {
  try {
    const parsed = specOf(draftAt(base, settings, pointName(base.name, settings)));
    if ('problem' in parsed) return unfit(parsed.problem);
    const { spec } = parsed;
    const { dataset, facts } = await load(spec);
    const recipe = createRecipe(spec, facts);
    const hopeless = specConcerns(spec, facts, recipe).find(({ severity }) => severity === 'error');
    if (hopeless !== undefined) return unfit(hopeless.message);
    if (dataset.splits.validation.count === 0)
      return unfit('dataset: there are no validation examples, by which points are compared');
    const readOuts = recipe.readouts.map(({ name }) => name);
    const misfit = misfitOfObjective(sweep, readOuts);
    if (misfit !== null) return unfit(misfit, readOuts);
    const { epochs } = createPlan(spec, recipe, dataset.splits.train.count);
    if (sweep.halving !== undefined && epochs !== spec.training['epochs'])
      return unfit('method: halving compares nets all of whose layers train from the start', readOuts);
    return { epochs, readOuts, problem: null };
  } catch (thrown) {
    if (!(thrown instanceof WorkbenchError)) throw thrown;
    return unfit(withoutStop(thrown.message));
  }
}

/** What one layer's goodness says by the way is no read-out, but can be chosen by. */
function misfitOfObjective({ objective: { readOut } }: Sweep, readOuts: readonly string[]): string | null {
  if (readOut === null || readOuts.includes(readOut) || /^goodness\/layer\d+$/.test(readOut)) return null;
  return `objective.readOut: there is no read-out "${readOut}" (there are: ${readOuts.join(', ')})`;
}

function specOf(draft: unknown): { readonly spec: ExperimentSpec } | { readonly problem: string } {
  const checked = wordingErrors(() => checkDraft(catalogue, draft));
  if ('problem' in checked || 'spec' in checked) return checked;
  const told = checked.issues.map(({ setting, message }) =>
    setting === '' ? message : `${setting}: ${message}`,
  );
  return { problem: told.join('; ') };
}

function wordingErrors<T extends object>(action: () => T): T | { readonly problem: string } {
  try {
    return action();
  } catch (thrown) {
    if (!(thrown instanceof WorkbenchError)) throw thrown;
    return { problem: withoutStop(thrown.message) };
  }
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

function wrong(problems: readonly SweepProblem[]): SweepCheck {
  return {
    spec: null,
    base: null,
    points: [],
    runs: 0,
    epochs: 0,
    readOuts: [],
    problems,
    problemCount: problems.length,
  };
}
