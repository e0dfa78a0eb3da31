/** What the window shows of the program itself: experiments to choose from, datasets, engines, settings. */

import type { ErrorRecord } from '../base/errors.ts';
import type { ExperimentSpec } from '../spec/experiment-spec.ts';
import type { PartChoice } from '../spec/part.ts';
import type { SeriesMember } from '../spec/series.ts';
import type { PartSlot } from '../spec/slots.ts';
import type { ImageShape } from './inspection-view.ts';

export interface WorkbenchInfo {
  readonly version: string;
  readonly host: 'electron' | 'node';
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly dataFolder: string;
  /** Runs that an earlier session was training when it died; they can be resumed. */
  readonly interrupted: readonly string[];
  /** A bundled sample project can be opened. */
  readonly sample: boolean;
}

/** JSON Schema as zod writes it; the form is made from it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface PartView {
  readonly kind: string;
  readonly label: string;
  readonly help: string;
  readonly source: string | null;
  /** Slots that this choice brings into the experiment. */
  readonly slots: readonly string[];
  /** An object schema: `title`, `description`, `unit`, `default`, ranges on each property. */
  readonly parameters: JsonSchema;
}

export interface SlotView {
  readonly slot: PartSlot;
  readonly label: string;
  readonly help: string;
  readonly isList: boolean;
  /** True: the slot is there only where a chosen part brings it in. */
  readonly isBrought: boolean;
  /** The slot's choice where a draft says nothing; null where it must be said. */
  readonly fallback: string | null;
  readonly parts: readonly PartView[];
}

export interface CatalogueView {
  readonly specVersion: number;
  readonly slots: readonly SlotView[];
  /** Schema of "seed" and of the object "measures". */
  readonly seed: JsonSchema;
  readonly measures: JsonSchema;
}

export interface PresetView {
  readonly name: string;
  readonly description: string;
  /** The first member's. */
  readonly draft: Readonly<Record<string, unknown>>;
  /** One experiment, or those of a series, each with its name. */
  readonly members: readonly SeriesMember[];
  readonly published: {
    /** By the answers' names. */
    readonly test: Readonly<Record<string, number>>;
    readonly source: string;
  } | null;
}

export interface SpecProblem {
  readonly severity: 'error' | 'warning';
  /** Paths of the settings concerned, such as "optimizer.learningRate". */
  readonly settings: readonly string[];
  readonly message: string;
  /** What to do about it; empty where the message says it. */
  readonly remedy: string;
}

/** Before training: what a run will cost on this machine. */
export interface SpecEstimate {
  readonly steps: number;
  readonly epochs: number;
  readonly parameterCount: number;
  /** null until an engine was measured. */
  readonly seconds: number | null;
  readonly memoryBytes: number;
  /** Which engine the estimate is for. */
  readonly engine: string | null;
}

export interface SpecCheck {
  /** Complete, with defaults filled in; null while there are errors. */
  readonly spec: ExperimentSpec | null;
  readonly hash: string | null;
  readonly problems: readonly SpecProblem[];
  readonly estimate: SpecEstimate | null;
}

export interface DraftView {
  readonly id: string;
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
  /** Empty where it cannot be read. */
  readonly draft: Readonly<Record<string, unknown>>;
  readonly preset: string | null;
  /** Why it cannot be read, in words; null where it can. */
  readonly problem: string | null;
  /** Made up by the window that saved it; another one after every save. */
  readonly revision: string;
}

export interface DatasetView {
  readonly kind: string;
  readonly label: string;
  readonly available: boolean;
  readonly problem: string | null;
  readonly next: string | null;
  readonly where: string | null;
  readonly examples: { readonly training: number; readonly test: number } | null;
  readonly image: ImageShape | null;
  readonly classNames: readonly string[] | null;
  /** In words, what an added dataset was read from; left out where nobody added it. */
  readonly readFrom?: string;
  /** How an experiment names it, whole; left out where it must be told files first. */
  readonly choice?: PartChoice;
}

/** Exactly what the net will see of some examples, in its own numbers. */
export interface InputPreview {
  readonly image: ImageShape;
  readonly classNames: readonly string[];
  readonly examples: readonly {
    readonly index: number;
    readonly label: number;
    readonly negative: number | null;
  }[];
  /** Each [examples, height * width * channels]: the raw image, after augmentation, and under the labels. */
  readonly raw: Float32Array;
  readonly positive: Float32Array;
  /** Null where training has no negatives. Where they are picked while training, a random wrong label stands in. */
  readonly negative: Float32Array | null;
  /** Null where no label is told. */
  readonly neutral: Float32Array | null;
  /** In words, what stands in for what. */
  readonly notes: readonly string[];
}

export interface EngineView {
  readonly id: string;
  readonly label: string;
  readonly device: {
    readonly name: string;
    readonly kind: 'cpu' | 'gpu';
    readonly threads: number | null;
    readonly precision: string;
    readonly backend: string;
    readonly deterministic: boolean;
  } | null;
  readonly reason: string | null;
  readonly notes: readonly string[];
  readonly gigaflopsPerSecond: number | null;
  readonly picked: boolean;
}

export interface Settings {
  /** Runs that train side by side. */
  readonly slots: number;
}

export interface BackupView {
  readonly file: string;
  readonly bytes: number;
  readonly createdAt: string;
  /** It is put back when the program starts next. */
  readonly restoresNext?: boolean;
}

/** A file made for the user to keep. */
export interface ExportedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** Something the user should know that no call asked about. */
export interface WorkbenchNews {
  readonly kind: 'recording-failed' | 'unrecorded' | 'data-lost' | 'service-died' | 'puzzled';
  readonly error: ErrorRecord | null;
  readonly message: string;
}
