/**
 * A dataset as the trainer sees it: three splits of byte images with labels, and how bytes become the net's numbers.
 */

import type { Part } from '../../../src-shared/spec/part.ts';

/** Examples of one split. */
export interface Split {
  readonly count: number;
  /** [count, inputSize], row-major, one byte a pixel (channels last). */
  readonly pixels: Uint8Array;
  /** [count], 0 .. classes-1. */
  readonly labels: Uint8Array;
}

export type SplitName = 'train' | 'validation' | 'test';

export interface Dataset {
  /** As people call it, e.g. "MNIST". */
  readonly name: string;
  readonly classNames: readonly string[];
  readonly image: { readonly height: number; readonly width: number; readonly channels: number };
  /** height * width * channels. */
  readonly inputSize: number;
  readonly splits: Readonly<Record<SplitName, Split>>;
  /** value = (byte / 255 - pixelMean) / pixelDeviation. */
  readonly pixelMean: number;
  readonly pixelDeviation: number;
  /** SHA-256 (hex) over the bytes used, so that a recorded run says what it was trained on. */
  readonly fingerprint: string;
}

/** Where loaders may look. */
export interface DatasetSources {
  /** The user's dataset folder; each dataset has a folder of its own below it. */
  readonly folder: string;
}

/** What a dataset part makes from its parameters. */
export interface DatasetLoader {
  /** Errors: dataset/missing, dataset/damaged, dataset/mismatch, dataset/too-small. */
  load(sources: DatasetSources): Promise<Dataset>;
}

export type DatasetPart = Part<DatasetLoader>;
