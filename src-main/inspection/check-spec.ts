/** Everything to be said about a draft before it is trained: mistakes, conflicts, and what it will cost. */

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import { checkDraft, specHash } from '../../src-shared/spec/experiment-spec.ts';
import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import type { EngineView, SpecCheck, SpecProblem } from '../../src-shared/views/workbench-view.ts';
import { catalogue } from '../core/catalogue.ts';
import type { DatasetSources } from '../core/dataset/dataset.ts';
import { specConcerns } from '../core/train/concerns.ts';
import type { DatasetsAtHand } from './datasets-at-hand.ts';
import { estimateCost } from './estimate-cost.ts';

/** `engines`: the newest survey, or null. Throws for bugs only: what is wrong with a draft is its answer. */
export async function checkSpec(
  draft: unknown,
  datasets: DatasetsAtHand,
  sources: DatasetSources,
  engines: readonly EngineView[] | null,
): Promise<SpecCheck> {
  const parsed = parsedDraft(draft);
  if ('problems' in parsed) return wrong(parsed.problems);
  const { spec } = parsed;
  try {
    const atHand = await datasets.load(spec.dataset, sources);
    const problems: SpecProblem[] = specConcerns(spec, atHand.facts);
    if (problems.some(({ severity }) => severity === 'error')) return wrong(problems);
    const estimate = estimateCost(spec, atHand, engines);
    return { spec, hash: specHash(spec), problems, estimate };
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    return wrong(problemsOf(error));
  }
}

function wrong(problems: readonly SpecProblem[]): SpecCheck {
  return { spec: null, hash: null, problems, estimate: null };
}

function parsedDraft(
  draft: unknown,
): { readonly spec: ExperimentSpec } | { readonly problems: readonly SpecProblem[] } {
  try {
    const checked = checkDraft(catalogue, draft);
    if ('spec' in checked) return checked;
    return {
      problems: checked.issues.map(({ setting, message }) => ({
        severity: 'error',
        settings: setting === '' ? [] : [setting],
        message,
        remedy: '',
      })),
    };
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    return { problems: [asProblem(error, ['version'])] };
  }
}

/** "readouts: there can be one of each kind" names its setting; all else that fails here has to do with the dataset. */
function problemsOf(error: WorkbenchError): SpecProblem[] {
  const named = /^(\w+): (.*)$/s.exec(String(error.details['problems'] ?? ''));
  if (error.code !== 'spec/invalid' || named === null) return [asProblem(error, ['dataset'])];
  const [, setting = '', message = ''] = named;
  return [{ severity: 'error', settings: [setting], message, remedy: '' }];
}

function asProblem(error: WorkbenchError, settings: readonly string[]): SpecProblem {
  return { severity: 'error', settings, message: error.message, remedy: error.next };
}
