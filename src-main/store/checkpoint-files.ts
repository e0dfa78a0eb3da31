/** The names of checkpoint files inside a run's folder, by which they sort and can be told from everything else. */

/** How many checkpoints of a run are kept: the newest, and one in case the newest turns out damaged. */
export const keptCheckpoints = 2;

const pattern = /^checkpoint-(\d{12,16})\.safetensors$/;
const partialSuffix = '.partial';

export function checkpointFileName(step: number): string {
  return `checkpoint-${String(step).padStart(12, '0')}.safetensors`;
}

export function partialFileName(file: string): string {
  return `${file}${partialSuffix}`;
}

export function isCheckpointFile(name: string): boolean {
  return pattern.test(name);
}

/** True for what a writer that was killed left behind. */
export function isPartialFile(name: string): boolean {
  return name.endsWith(partialSuffix) && isCheckpointFile(name.slice(0, -partialSuffix.length));
}

/** The step in a checkpoint's file name; null when it is not one. */
export function stepOfFile(name: string): number | null {
  const digits = pattern.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}
