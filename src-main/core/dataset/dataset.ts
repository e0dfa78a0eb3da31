/**
 * A dataset as the trainer sees it: three splits of byte images with labels, and how bytes become the net's numbers.
 */

import type { Part } from '../../../src-shared/spec/part.ts';
import type { Bytes } from './bytes.ts';

/** Examples of one split. */
export interface Split {
  readonly count: number;
  /** [count, inputSize], row-major, one byte a pixel (channels last). */
  readonly pixels: Bytes;
  /** [count], 0 .. classes-1. */
  readonly labels: Uint8Array;
}

export type SplitName = 'train' | 'validation' | 'test';

/** The values of one image. */
export interface ImageGrid {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Of a window of text, below an empty first row one row per symbol, one-hot: what each column stands for. */
  readonly symbols?: readonly string[];
}

/** Of a dataset whose images are windows of text. */
export interface TextFacts {
  /** Symbols of a window. */
  readonly window: number;
  /** So many examples in a row are of one string, each a symbol further than the one before; 1: every example stands alone. */
  readonly perString: number;
}

export interface Dataset {
  /** As people call it, e.g. "MNIST". */
  readonly name: string;
  readonly classNames: readonly string[];
  readonly image: ImageGrid;
  /** Left out where the images are no text. */
  readonly text?: TextFacts;
  /** height * width * channels. */
  readonly inputSize: number;
  readonly splits: Readonly<Record<SplitName, Split>>;
  /** value = (byte / 255 - pixelMean) / pixelDeviation. */
  readonly pixelMean: number;
  readonly pixelDeviation: number;
  /** SHA-256 (hex) over the bytes used, so that a recorded run says what it was trained on. */
  readonly fingerprint: string;
}

/** As a dataset may be called that a user adds: the name of its folder. */
export const addedName = /^[a-z0-9][a-z0-9-]{0,60}$/;

/** Where loaders may look. */
export interface DatasetSources {
  /** The user's dataset folder; each dataset has a folder of its own below it. */
  readonly folder: string;
}

/** Everything a dataset holds, before a run takes its share. */
export interface ExamplePool {
  readonly name: string;
  readonly classNames: readonly string[];
  readonly image: Dataset['image'];
  readonly text?: TextFacts;
  /** Train takes from its start, validation from its end. */
  readonly training: Split;
  readonly test: Split;
}

/** What a dataset part makes from its parameters. */
export interface DatasetLoader {
  /** Loaders of one dataset folder with the same key read the same pool, whatever share of it they take. */
  readonly poolKey: string;
  /** Errors: dataset/missing, dataset/unreadable, dataset/damaged, dataset/checksum, dataset/mismatch. */
  readPool(sources: DatasetSources): Promise<ExamplePool>;
  /** A run's share of a pool; sharing its memory. Error: dataset/too-small. */
  split(pool: ExamplePool): Dataset;
  /** Both. */
  load(sources: DatasetSources): Promise<Dataset>;
}

export type DatasetPart = Part<DatasetLoader>;
