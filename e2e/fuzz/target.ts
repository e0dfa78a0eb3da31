/** Something that takes what comes from outside, and how often it is asked. */

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import type { ErrorCode } from '../../src-shared/base/errors.ts';
import type { Draw } from './draw.ts';

/** Whether what was drawn was taken or refused in words; whatever else comes of it is a fault, and thrown. */
export type Verdict = 'taken' | 'refused';

export interface Target {
  readonly name: string;
  /** How many of 100,000 cases. */
  readonly share: number;
  readonly run: (draw: Draw) => Verdict | Promise<Verdict>;
}

/** Does something that may be refused with one of these codes only. */
export async function takenOrRefused(codes: readonly ErrorCode[], action: () => unknown): Promise<Verdict> {
  try {
    await action();
    return 'taken';
  } catch (thrown) {
    if (thrown instanceof WorkbenchError && codes.includes(thrown.code)) return 'refused';
    throw thrown;
  }
}
