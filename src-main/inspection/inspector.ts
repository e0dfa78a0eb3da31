/**
 * Answers the questions the inspection process is asked, one file per group of them. It keeps what is dear to make, and
 * changes nothing but the dataset folder, where it is told to add a dataset.
 */

import { assertDefined } from '../../src-shared/base/assert.ts';
import { asWorkbenchError } from '../../src-shared/base/errors.ts';
import type { OutputOf } from '../../src-shared/contract/contract.ts';
import { parseSpec } from '../../src-shared/spec/experiment-spec.ts';
import type { DatasetView } from '../../src-shared/views/workbench-view.ts';
import { catalogue } from '../core/catalogue.ts';
import { addDataset, describeAdded } from '../core/dataset/added-datasets.ts';
import type { DatasetSources } from '../core/dataset/dataset.ts';
import type { DatasetDescription } from '../core/dataset/description.ts';
import { datasetParts } from '../core/dataset/index.ts';
import type { Engine } from '../core/engine/engine.ts';
import { surveyEngines } from '../core/engine/pick-engine.ts';
import type { Answers } from '../core/measure/answers.ts';
import { BoundedCache } from './bounded-cache.ts';
import { checkSpec } from './check-spec.ts';
import { checkSweep } from './check-sweep.ts';
import { classifierFile } from './classifier-model.ts';
import { DatasetsAtHand } from './datasets-at-hand.ts';
import { examplePage } from './examples.ts';
import { inspectFields } from './inspect-fields.ts';
import { inspectImage } from './inspect-image.ts';
import { inspectProjection } from './inspect-projection.ts';
import { inspectSplit } from './inspect-split.ts';
import type { InspectionCall, InspectionReply, InspectionRequest } from './messages.ts';
import { NetsAtHand } from './nets-at-hand.ts';
import type { NetAtHand } from './nets-at-hand.ts';
import { pictureAsImage } from './picture.ts';
import { previewInput } from './preview-input.ts';
import type { Project } from './project.ts';

export interface InspectorOptions {
  readonly openEngine: () => Promise<Engine>;
  readonly project: Project;
  /** Milliseconds, monotonic. */
  readonly clock: () => number;
}

type Handler<N extends InspectionCall> = (request: InspectionRequest<N>) => Promise<OutputOf<N>>;
type Handlers = { readonly [N in InspectionCall]: Handler<N> };

/** Calls about a checkpoint of a run. */
type NetCall =
  | 'inspect/classifier'
  | 'inspect/image'
  | 'inspect/picture'
  | 'inspect/split'
  | 'inspect/fields'
  | 'inspect/projection';

export class Inspector {
  readonly #options: InspectorOptions;
  readonly #datasets = new DatasetsAtHand();
  readonly #nets: NetsAtHand;
  readonly #answers = new BoundedCache<Answers | null>({ most: 6 });
  /** Datasets that were read whole, by folder and kind. */
  readonly #described = new Map<string, DatasetDescription>();
  readonly #handlers: Handlers;

  constructor(options: InspectorOptions) {
    this.#options = options;
    this.#nets = new NetsAtHand(this.#datasets, options.openEngine);
    this.#handlers = this.#createHandlers();
  }

  /** Never fails: what goes wrong is the answer. */
  async answer(request: InspectionRequest): Promise<InspectionReply> {
    const { id, name } = request;
    try {
      const handler = assertDefined(this.#handlers[name], `a call named ${name}`) as Handler<InspectionCall>;
      return { id, output: await handler(request) };
    } catch (error) {
      return { id, error: asWorkbenchError(error, 'inspect/failed').toRecord() };
    }
  }

  #createHandlers(): Handlers {
    const { clock, project } = this.#options;
    return {
      'inspect/examples': (request) => this.#runExamples(request),
      'inspect/image': (request) => this.#withNet(request, (net) => inspectImage(net, request.input, clock)),
      'inspect/picture': (request) =>
        this.#withNet(request, ({ dataset }) =>
          Promise.resolve(pictureAsImage(dataset.image, request.input)),
        ),
      'inspect/classifier': (request) =>
        this.#withNet(request, (net) => Promise.resolve(classifierFile(net, request.version))),
      'inspect/split': (request) => this.#withNet(request, (net) => this.#split(net, request.input)),
      'inspect/fields': (request) =>
        this.#withNet(request, (net) => inspectFields(net, request.input.layer, request.input.units)),
      'inspect/projection': (request) =>
        this.#withNet(request, (net) => inspectProjection(net, request.input, project)),
      'datasets/list': (request) => this.#listDatasets(sourcesOf(request)),
      'datasets/examples': async (request) => {
        const choice = parseSpec(catalogue, { ...anySpec, dataset: request.input.dataset }).dataset;
        const { dataset } = await this.#datasets.load(choice, sourcesOf(request));
        return examplePage(dataset, request.input);
      },
      'datasets/preview': async (request) => {
        const { draft, split, indexes } = request.input;
        const spec = parseSpec(catalogue, draft);
        const atHand = await this.#datasets.load(spec.dataset, sourcesOf(request));
        return previewInput(spec, atHand, split, indexes);
      },
      'datasets/add': async (request) => {
        const { name, files } = request.input;
        const added = await addDataset(name, files, sourcesOf(request));
        await this.#datasets.forget();
        return added;
      },
      'spec/check': (request) =>
        checkSpec(request.input.draft, this.#datasets, sourcesOf(request), request.engines),
      'sweeps/check': (request) => checkSweep(request.input.sweep, this.#datasets, sourcesOf(request)),
      'engines/survey': () => surveyEngines({ threads: null, device: 'auto' }, clock),
    };
  }

  #withNet<N extends NetCall, T>(
    request: InspectionRequest<N>,
    work: (net: NetAtHand) => Promise<T>,
  ): Promise<T> {
    const run = assertDefined(request.run ?? undefined, 'the run of the call');
    return this.#nets.use(run, request.input.step, sourcesOf(request), work);
  }

  async #runExamples(request: InspectionRequest<'inspect/examples'>) {
    const run = assertDefined(request.run ?? undefined, 'the run of the call');
    const spec = parseSpec(catalogue, run.spec);
    const { dataset } = await this.#datasets.load(spec.dataset, sourcesOf(request));
    return examplePage(dataset, request.input);
  }

  async #split(net: NetAtHand, input: InspectionRequest<'inspect/split'>['input']) {
    const { split, limit, hardest } = input;
    const key = JSON.stringify([net.key, split, limit]);
    const answers = await this.#answers.get(key, () => net.evaluator.answers(split, limit, net.state, null));
    return inspectSplit(net, split, answers, hardest);
  }

  /** What was read whole and found right once is not read again: that takes a second. */
  async #listDatasets(sources: DatasetSources): Promise<DatasetView[]> {
    const views: DatasetView[] = [];
    for (const part of datasetParts.all()) {
      const key = JSON.stringify([sources.folder, part.kind]);
      const described = this.#described.get(key) ?? (await part.describe(sources));
      // Without an image it depends on settings, so it cannot be chosen as it is.
      const whole = described.available && described.image !== null;
      if (whole) this.#described.set(key, described);
      views.push(whole ? { ...described, choice: { kind: part.kind } } : described);
    }
    return [...views, ...(await describeAdded(sources))];
  }
}

function sourcesOf({ datasetFolder }: InspectionRequest): DatasetSources {
  return { folder: datasetFolder };
}

/** A dataset's settings are parsed by the schema of a whole spec; the rest of it does not matter. */
const anySpec = {
  name: 'examples',
  labels: { kind: 'in-input' },
  layers: [{ kind: 'dense' }],
  activation: { kind: 'relu' },
  normalization: { kind: 'none' },
  goodness: { kind: 'sum-of-squares' },
  threshold: { kind: 'units' },
  negatives: { kind: 'uniform' },
  optimizer: { kind: 'adam' },
  training: { kind: 'together' },
  readouts: [{ kind: 'goodness', firstLayer: 1 }],
};
