/**
 * THE list of what the window can ask of the program and be told by it. Queries only read; commands change something;
 * notices tell that something has changed, never what: whoever cares asks again. Every input is parsed by its schema
 * where it arrives.
 */

import { z } from 'zod';

import { claimMethods, claimVersions } from '../spec/claims.ts';
import type { ExperimentSpec } from '../spec/experiment-spec.ts';
import { mostPoints } from '../spec/sweep.ts';
import type {
  ClassifierFile,
  ExamplePage,
  ImageInspection,
  PictureAsImage,
  Projection,
  ReceptiveFields,
  SplitInspection,
} from '../views/inspection-view.ts';
import { longestPage, longestTitle } from '../views/logbook-view.ts';
import type { LogbookAnswer, LogbookPage, LogbookPageInfo } from '../views/logbook-view.ts';
import { localPlace } from '../views/places-view.ts';
import type { PlaceView, PlacesNews, RunElsewhere, TriedStepView } from '../views/places-view.ts';
import type { ClaimView } from '../views/reproduction-view.ts';
import type { ColumnInfo, RunTable, SettingDifference } from '../views/run-table-view.ts';
import type { NamedView, ViewOutcome } from '../views/named-view.ts';
import { mostTags } from '../views/run-text.ts';
import type { Rewritten } from '../views/run-text.ts';
import type { HistogramPoint, RunDetail, RunStatus } from '../views/run-view.ts';
import type { SweepCheck, SweepDetail, SweepSummary } from '../views/sweep-view.ts';
import type { MetricList, RunEvaluations, ThinnedSeries } from '../views/series-view.ts';
import type { SnapshotFilm } from '../views/snapshot-view.ts';
import type {
  BackupView,
  CatalogueView,
  DatasetView,
  DraftView,
  EngineView,
  ExportedFile,
  InputPreview,
  PresetView,
  Settings,
  SpecCheck,
  WorkbenchInfo,
  WorkbenchNews,
} from '../views/workbench-view.ts';
import { whyNotKept } from './kept-value.ts';
import { viewContentSchema, viewNameSchema, viewPlaceSchema } from './named-view-schema.ts';

/** Raised whenever an old window would misunderstand a new program, or the other way round. */
export const contractVersion = 2;

/** One thing that can be asked. `Output` exists for the compiler only. */
export interface Call<I extends z.ZodType, Output> {
  readonly sort: 'query' | 'command';
  readonly input: I;
  readonly output?: Output;
}

function query<I extends z.ZodType>(input: I) {
  return { returns: <Output>(): Call<I, Output> => ({ sort: 'query', input }) };
}
function command<I extends z.ZodType>(input: I) {
  return { returns: <Output>(): Call<I, Output> => ({ sort: 'command', input }) };
}

const nothing = z.strictObject({});
const run = z.string().min(1).max(100);
const runs = z.array(run).min(1).max(20_000);
const tag = z.string().trim().min(1).max(100);
const metric = z.string().min(1).max(300);
const step = z.int().min(0);
const split = z.enum(['train', 'validation', 'test']);
const label = z.int().min(0).max(65_535);
const pixels = z.instanceof(Uint8Array).refine((bytes) => bytes.length <= 1_000_000, 'too many pixels');
const limit = z.int().min(1).max(20_000);
/** A draft is checked by the spec's own schema; here only that it is an object that can be kept and sent back. */
const draft = z.record(z.string().max(100), z.json()).superRefine((value, context) => {
  const problem = whyNotKept(value);
  if (problem !== null) context.addIssue(problem);
});
const view = { place: viewPlaceSchema, id: z.string().min(1).max(100) };
/** Read by its own parser; here only that it is an object that can be kept and sent back. */
const sweepFile = draft;
const sweep = z.string().min(1).max(100);
const choice = draft.and(z.object({ kind: z.string().max(100) }));
const fileBytes = z.instanceof(Uint8Array);

const placeName = z.string().min(1).max(40);
const page = z.string().min(1).max(100);
/** Of a text of a page or of a named view: made up by its writer, new for each save. */
const revision = z.string().min(1).max(100);

/** Which state of a run is looked into: `step` null is its newest checkpoint. */
const checkpoint = { run, step: step.nullable() };

export const contract = {
  'workbench/info': query(nothing).returns<WorkbenchInfo>(),

  // Runs as a table, and one by one.
  'runs/table': query(
    z.strictObject({
      /** Columns besides those of `runColumns`. */
      columns: z.array(z.string().max(400)).max(400),
      afterRevision: z.int().min(0).nullable(),
    }),
  ).returns<RunTable>(),
  'runs/columns': query(z.strictObject({ search: z.string().max(200), limit })).returns<{
    readonly total: number;
    readonly columns: readonly ColumnInfo[];
  }>(),
  'runs/get': query(z.strictObject({ run })).returns<RunDetail>(),
  'runs/differences': query(z.strictObject({ runs: runs.max(1000) })).returns<readonly SettingDifference[]>(),

  // What runs measured.
  'series/metrics': query(
    z.strictObject({ runs: z.array(run).max(1000), search: z.string().max(200), limit }),
  ).returns<MetricList>(),
  'series/window': query(
    z.strictObject({
      series: z.array(z.strictObject({ run, metric })).max(2000),
      axis: z.enum(['step', 'epoch', 'time']),
      /** On the axis; null: from the start, to the end. */
      from: z.number().nullable(),
      to: z.number().nullable(),
      /** About one per pixel. */
      buckets: z.int().min(1).max(8192),
      /** Weight of the past in the exponential moving average, 0 (none) to below 1. */
      smoothing: z.number().min(0).max(0.9999),
    }),
  ).returns<readonly ThinnedSeries[]>(),
  /** Errors of every evaluation of many runs: one question for a whole comparison. */
  'series/evaluations': query(z.strictObject({ runs: runs.max(1000) })).returns<readonly RunEvaluations[]>(),
  'series/histograms': query(
    z.strictObject({ run, name: metric, afterStep: step.nullable().default(null) }),
  ).returns<readonly HistogramPoint[]>(),
  'series/films': query(
    z.strictObject({ run, names: z.array(metric).max(100), afterStep: step.nullable() }),
  ).returns<readonly SnapshotFilm[]>(),

  // Describing experiments.
  'spec/catalogue': query(nothing).returns<CatalogueView>(),
  'spec/presets': query(nothing).returns<readonly PresetView[]>(),
  'spec/check': query(z.strictObject({ draft })).returns<SpecCheck>(),
  'drafts/list': query(nothing).returns<readonly DraftView[]>(),
  /** Where it still is what it was edited over; answers whether it was. */
  'drafts/save': command(
    z.strictObject({
      id: z.string().min(1).max(100),
      title: z.string().max(200),
      draft,
      preset: z.string().max(200).nullable(),
      /** Made up by the window, new for each save. */
      revision: z.string().min(1).max(100),
      /** Revisions it may have now; null: there is no such draft. */
      over: z.array(z.string().max(100).nullable()).max(100),
    }),
  ).returns<{ readonly written: boolean }>(),
  'drafts/delete': command(z.strictObject({ id: z.string().min(1).max(100) })).returns<null>(),

  // Named views of the table of runs and of Compare.
  'views/list': query(z.strictObject({ place: viewPlaceSchema })).returns<readonly NamedView[]>(),
  /** Says what changes, and what it was changed over: other windows change the same views. */
  'views/change': command(
    z.discriminatedUnion('change', [
      z.strictObject({
        ...view,
        change: z.literal('add'),
        name: viewNameSchema,
        content: viewContentSchema,
        revision,
      }),
      z.strictObject({
        ...view,
        change: z.literal('replace'),
        content: viewContentSchema,
        revision,
        /** The revision it was seen with. */
        over: z.string().max(100),
      }),
      z.strictObject({
        ...view,
        change: z.literal('rename'),
        from: z.string().max(2000),
        to: viewNameSchema,
      }),
      z.strictObject({ ...view, change: z.literal('remove'), over: z.string().max(100) }),
    ]),
  ).returns<ViewOutcome>(),

  // The logbook. Every change says what it is written over, and is told what the page is after all.
  'logbook/list': query(nothing).returns<readonly LogbookPageInfo[]>(),
  /** null: there is no such page. */
  'logbook/get': query(z.strictObject({ page })).returns<LogbookPage | null>(),
  'logbook/write': command(
    z.strictObject({
      page,
      title: z.string().max(longestTitle),
      body: z.string().max(longestPage),
      revision,
      /** Revisions it may have now; null: there is no such page. */
      over: z.array(revision.nullable()).max(100),
    }),
  ).returns<LogbookAnswer>(),
  'logbook/step': command(
    z.strictObject({ page, direction: z.enum(['undo', 'redo']), over: revision }),
  ).returns<LogbookAnswer>(),
  'logbook/delete': command(z.strictObject({ page, over: revision })).returns<LogbookAnswer>(),

  // Published figures beside those measured here.
  'claims/list': query(nothing).returns<readonly ClaimView[]>(),
  /** Trains what is missing, goes on with what ended early, and leaves what trains; tells which were begun. */
  'claims/start': command(
    z.strictObject({
      claim: z.string().min(1).max(200),
      version: z.enum(claimVersions),
      method: z.enum(claimMethods),
    }),
  ).returns<{ readonly runIds: readonly string[] }>(),

  // Sweeps.
  'sweeps/list': query(nothing).returns<readonly SweepSummary[]>(),
  'sweeps/get': query(z.strictObject({ sweep })).returns<SweepDetail>(),
  /** Every point is looked at; nothing is recorded. */
  'sweeps/check': query(z.strictObject({ sweep: sweepFile })).returns<SweepCheck>(),
  /** Records it and begins. `place`: where its runs are trained. */
  'sweeps/create': command(
    z.strictObject({ sweep: sweepFile, place: placeName.default(localPlace) }),
  ).returns<{ readonly sweepId: string }>(),
  'sweeps/stop': command(z.strictObject({ sweep })).returns<null>(),
  /** One that stopped goes on; what failed is tried again where that may help. */
  'sweeps/resume': command(z.strictObject({ sweep })).returns<null>(),
  /** More points or seeds, or another budget; goes on by itself. */
  'sweeps/extend': command(
    z.strictObject({
      sweep,
      points: z.int().min(1).max(mostPoints).optional(),
      seeds: z.array(z.int().min(0)).min(1).max(1000).optional(),
      budget: z
        .strictObject({ seconds: z.number().positive().nullable(), epochs: z.number().positive().nullable() })
        .optional(),
    }),
  ).returns<null>(),
  /** Its runs stay. */
  'sweeps/delete': command(z.strictObject({ sweep })).returns<null>(),

  // The life of runs.
  'runs/create': command(
    z.strictObject({
      draft,
      preset: z.string().max(200).nullable(),
      /** One run each. Empty: the draft's own seed. */
      seeds: z.array(z.int().min(0)).max(1000),
      tags: z.array(z.string().trim().min(1).max(100)).max(mostTags),
      /** Where they are trained. */
      place: placeName.default(localPlace),
    }),
  ).returns<{ readonly runIds: readonly string[] }>(),
  'runs/pause': command(z.strictObject({ run })).returns<null>(),
  'runs/resume': command(z.strictObject({ run })).returns<null>(),
  'runs/stop': command(z.strictObject({ run })).returns<null>(),
  /** Says what changes, not what is to be: other windows change the same runs. */
  'runs/annotate': command(
    z.strictObject({
      runs,
      addTags: z.array(tag).max(mostTags).optional(),
      removeTags: z.array(z.string().max(1000)).max(mostTags).optional(),
      archived: z.boolean().optional(),
    }),
  ).returns<null>(),
  /** A text of a run, where it still is what it was typed over. */
  'runs/rewrite': command(
    z.discriminatedUnion('text', [
      z.strictObject({
        run,
        text: z.literal('name'),
        from: z.string(),
        to: z.string().trim().min(1).max(200),
      }),
      z.strictObject({ run, text: z.literal('notes'), from: z.string(), to: z.string().max(100_000) }),
    ]),
  ).returns<Rewritten>(),
  'runs/delete': command(z.strictObject({ runs })).returns<null>(),
  'runs/export': query(
    z.strictObject({ run, format: z.enum(['archive', 'json', 'csv', 'npz', 'safetensors', 'onnx']) }),
  ).returns<ExportedFile>(),
  'runs/import': command(z.strictObject({ name: z.string().max(300), bytes: fileBytes })).returns<{
    readonly runId: string;
  }>(),
  'sample/open': command(nothing).returns<{ readonly runIds: readonly string[] }>(),

  // Looking into a net.
  'inspect/examples': query(
    z.strictObject({
      run,
      split,
      /** Of this class only; null: all. */
      label: label.nullable(),
      offset: z.int().min(0),
      limit: z.int().min(1).max(500),
    }),
  ).returns<ExamplePage>(),
  'inspect/image': query(
    z.strictObject({
      ...checkpoint,
      image: z.union([z.strictObject({ split, index: z.int().min(0) }), z.strictObject({ pixels })]),
      /** null: the example's own label, else the net's answer. */
      positiveLabel: label.nullable(),
      /** null: the wrong label with the highest goodness. */
      negativeLabel: label.nullable(),
    }),
  ).returns<ImageInspection>(),
  /** A picture of a file (PNG) as the bytes of an image of the run's dataset. */
  'inspect/picture': query(
    z.strictObject({
      ...checkpoint,
      /** As the user calls it. */
      name: z.string().max(1000),
      file: fileBytes,
      /** Dark on light becomes light on dark. */
      inverted: z.boolean(),
    }),
  ).returns<PictureAsImage>(),
  /** The net as a classifier for other programs: an ONNX file. */
  'inspect/classifier': query(z.strictObject(checkpoint)).returns<ClassifierFile>(),
  'inspect/split': query(
    z.strictObject({
      ...checkpoint,
      split,
      limit: z.int().min(1).max(100_000),
      hardest: z.int().min(0).max(1000),
    }),
  ).returns<SplitInspection>(),
  'inspect/fields': query(
    z.strictObject({
      ...checkpoint,
      layer: z.int().min(1).max(64),
      units: z.array(z.int().min(0)).min(1).max(256),
    }),
  ).returns<ReceptiveFields>(),
  'inspect/projection': query(
    z.strictObject({
      ...checkpoint,
      layer: z.int().min(1).max(64),
      split,
      examples: z.int().min(10).max(5000),
      method: z.enum(['pca', 'umap']),
    }),
  ).returns<Projection>(),

  // Datasets.
  'datasets/list': query(nothing).returns<readonly DatasetView[]>(),
  'datasets/examples': query(
    z.strictObject({
      dataset: choice,
      split,
      label: label.nullable(),
      offset: z.int().min(0),
      limit: z.int().min(1).max(500),
    }),
  ).returns<ExamplePage>(),
  'datasets/preview': query(
    z.strictObject({ draft, split, indexes: z.array(z.int().min(0)).min(1).max(64) }),
  ).returns<InputPreview>(),
  'datasets/add': command(
    z.strictObject({
      name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,60}$/, 'a name of small letters, digits and hyphens'),
      files: z
        .array(z.strictObject({ name: z.string().max(200), bytes: fileBytes }))
        .min(1)
        .max(8),
    }),
  ).returns<DatasetView>(),

  // Engines and settings.
  'engines/survey': query(nothing).returns<readonly EngineView[]>(),
  'settings/get': query(nothing).returns<Settings>(),
  /** Those named change; answers with all. */
  'settings/set': command(z.strictObject({ slots: z.int().min(1).max(64).optional() })).returns<Settings>(),
  // Places where runs can be trained besides here.
  'places/list': query(nothing).returns<readonly PlaceView[]>(),
  /** What it may be is checked where it is kept; one of the same name is replaced. */
  'places/save': command(z.strictObject({ name: placeName, place: draft })).returns<null>(),
  'places/remove': command(z.strictObject({ name: placeName })).returns<null>(),
  'places/try': command(z.strictObject({ name: placeName })).returns<readonly TriedStepView[]>(),
  'places/news': query(nothing).returns<PlacesNews>(),
  /** Of these runs those that are, or were, at a place; in no order. */
  'places/whereabouts': query(z.strictObject({ runs })).returns<readonly RunElsewhere[]>(),
  'places/fetch': command(nothing).returns<null>(),
  'places/requeue': command(z.strictObject({ runs })).returns<null>(),
  /** null: its task has said nothing yet. */
  'places/log': query(z.strictObject({ run })).returns<{ readonly log: string | null }>(),
  'runs/send': command(z.strictObject({ runs, place: placeName })).returns<null>(),

  'backups/list': query(nothing).returns<readonly BackupView[]>(),
  'backups/create': command(nothing).returns<BackupView>(),
  /** Takes effect when the program starts next; what is there now is backed up before. */
  'backups/restore': command(z.strictObject({ file: z.string().max(300) })).returns<null>(),
} as const;

export type Contract = typeof contract;
export type CallName = keyof Contract;
export type InputOf<N extends CallName> = z.input<Contract[N]['input']>;
export type ParsedInputOf<N extends CallName> = z.output<Contract[N]['input']>;
export type OutputOf<N extends CallName> = Contract[N] extends Call<z.ZodType, infer Output> ? Output : never;

/** What the program tells on its own. */
export interface Notices {
  /** Run `run` has more recorded, up to this step; at most a few times a second. */
  'run/advanced': { readonly run: string; readonly step: number; readonly status: RunStatus };
  /** Some run was made, changed or deleted: the table's revision grew. */
  'runs/changed': Readonly<Record<string, never>>;
  /** A named view was made, changed or deleted. */
  'views/changed': Readonly<Record<string, never>>;
  /** A place was made, changed or forgotten, or there is news of runs at places. */
  'places/changed': Readonly<Record<string, never>>;
  /** Some setting was changed. */
  'settings/changed': Readonly<Record<string, never>>;
  /** A page of the logbook was written or deleted. */
  'logbook/changed': { readonly page: string };
  /** A sweep was made, changed or deleted, or one of its runs ended. */
  'sweeps/changed': { readonly sweep: string };
  /** Something the user should read. */
  'workbench/news': WorkbenchNews;
}
export type NoticeName = keyof Notices;

export type { ExperimentSpec };
