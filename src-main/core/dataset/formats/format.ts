/**
 * What a file format for datasets is: it says whether files are its own, and reads them into examples. Files are hostile
 * until they were parsed whole: every format keeps within the limits below, and every refusal names the file and the
 * place. A format writes nothing.
 */

import { WorkbenchError } from '../../../../src-shared/base/errors.ts';
import type { Dataset, Split } from '../dataset.ts';

/** A file that was given, lies in a given folder, or comes out of a given archive. */
export interface SourceFile {
  /** Where it lies in the folder or archive, "/" between names; its own name where it was given by itself. */
  readonly path: string;
  /** As people are told of it: "pictures.zip: cat/1.png". */
  readonly shown: string;
  /** Bytes. */
  readonly size: number;
  /** Errors: dataset/unreadable, dataset/refused. */
  read(): Promise<Uint8Array>;
}

/** All examples of a dataset, in the order that training goes by. */
export interface ReadDataset {
  readonly image: Dataset['image'];
  /** Null: the classes are called by their numbers, up to the highest label. */
  readonly classNames: readonly string[] | null;
  readonly training: Split;
  /** So many at the end of `training` were set apart for validation; null where the files do not say. */
  readonly validation: number | null;
  readonly test: Split;
  /** In words, what was read and what was done to it, such as "JPEG images by class". */
  readonly readFrom: string;
}

/** A text, which is kept as it is: how it becomes examples is an experiment's choice. */
export interface ReadText {
  readonly text: string;
}

export interface DatasetFormat {
  readonly kind: string;
  /** As a user is told of it, such as "NPZ with x_train, y_train, x_test and y_test". */
  readonly label: string;
  /** Whether these files are meant to be of this format, be they right or not. */
  takes(files: readonly SourceFile[]): Promise<boolean>;
  /** Errors: dataset/damaged, dataset/mismatch, dataset/refused, dataset/unreadable. */
  read(files: readonly SourceFile[]): Promise<ReadDataset | ReadText>;
}

/** What one packed file may unpack to, and what one file may hold, in bytes: ten times the images of MNIST. */
export const mostUnpacked = 2 ** 29;
/** Files in a folder or an archive. */
export const mostFiles = 200_000;
/** Values of all images of a split, a byte each. */
export const mostValues = 2 ** 30;
/** Labels are kept as bytes. */
export const mostClasses = 256;

export const noExamples: Split = { count: 0, pixels: new Uint8Array(0), labels: new Uint8Array(0) };

/** What cannot be taken, in a sentence without its full stop, and what to do about it. */
export function refused(problem: string, remedy: string, cause?: unknown): WorkbenchError {
  return new WorkbenchError('dataset/refused', { problem, remedy }, { cause });
}

/** A file that is not what it is meant to be; `byte` is where that shows. */
export function damaged(
  { shown }: Pick<SourceFile, 'shown'>,
  byte: number,
  problem: string,
  cause?: unknown,
): WorkbenchError {
  return new WorkbenchError('dataset/damaged', { file: shown, byte, problem }, { cause });
}

/** Error: dataset/refused where so many images do not fit the memory. */
export function checkValues(
  where: string,
  count: number,
  { height, width, channels }: Dataset['image'],
): void {
  const values = count * height * width * channels;
  if (values <= mostValues) return;
  throw refused(
    `${where} holds ${count} images of ${wordImage({ height, width, channels })}, ${values} values, and the most is ${mostValues}`,
    'Take fewer or smaller images.',
  );
}

/** "32 x 32 pixels in colour" */
export function wordImage({ height, width, channels }: Dataset['image']): string {
  const colours = channels === 1 ? '' : channels === 3 ? ' in colour' : ` of ${channels} channels`;
  return `${height} x ${width} pixels${colours}`;
}

/** The last name of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
