/** The logbook: pages of Markdown that a researcher writes beside the runs, each with the history of its text. */

export interface LogbookPageInfo {
  readonly id: string;
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
  /** Of its text, panels and what they hold included. */
  readonly characters: number;
}

export interface LogbookPage {
  readonly id: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  /** Made up by whoever wrote this text; what a change is written over. */
  readonly revision: string;
  readonly changedAt: number;
  /** How many earlier texts can be gone back to, and how many gone forward to. */
  readonly undo: number;
  readonly redo: number;
}

/** A text of a page as it is to become. */
export interface LogbookWriting {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  /** Another one for every text. */
  readonly revision: string;
}

/** What became of a change. */
export interface LogbookAnswer {
  /** The page is as was wanted. If not, it had become another one meanwhile, and nothing was changed. */
  readonly written: boolean;
  /** What the page is after all; null: it is not there. */
  readonly now: LogbookPage | null;
}

/** Characters of one page's text. */
export const longestPage = 2_000_000;
export const longestTitle = 200;
/** All pages are listed in one message. */
export const mostPages = 5_000;
