/**
 * Texts people write on a run, changed by comparing first: whoever writes says what the text was when typing began, and
 * is told where it is something else by now. So of two windows at one text, neither loses a word unseen.
 */

export type RunText = 'name' | 'notes';

export interface Rewriting {
  /** What the text was when typing began. */
  readonly from: string;
  readonly to: string;
}

export interface Rewritten {
  /** The text is what was wanted. If not, nothing was changed. */
  readonly written: boolean;
  /** What the text is after all. */
  readonly now: string;
}

/** A text that was typed and not written, which the window keeps until somebody decides what holds. */
export interface UnsettledRunText {
  readonly run: string;
  readonly text: RunText;
  /** What was typed. */
  readonly mine: string;
  /** What the text was when the program was heard last. */
  readonly theirs: string;
  /** Why it was not written: null where the text had changed meanwhile, else what went wrong. */
  readonly failure: string | null;
}

/** Of one run. */
export const mostTags = 100;
