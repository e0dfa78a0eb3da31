/**
 * Every error a user, a file or a disk can cause: its code, the sentence the user reads, what to do next, and the
 * exit code of the command line. Code throws `new WorkbenchError(code, details)`; nothing else words these errors.
 */

interface ErrorEntry {
  /** The sentence; `{name}` is replaced by the detail of that name. */
  readonly sentence: string;
  /** What the user can do next. May use details too. */
  readonly next: string;
  readonly exitCode: number;
}

/** Exit codes: 1 a comparison or verification failed, 2 bad input, 3 data, 4 store or disk, 5 engine, 6 training, 7 a place elsewhere. */
export const errorEntries = {
  'spec/invalid': {
    sentence: 'The experiment is not valid: {problems}.',
    next: 'Correct the named setting.',
    exitCode: 2,
  },
  'spec/not-json': {
    sentence: '{file} is not valid JSON: {reason}.',
    next: 'Correct the file.',
    exitCode: 2,
  },
  'spec/from-the-future': {
    sentence: 'The experiment has version {version}, newer than the newest this program knows ({newest}).',
    next: 'Use a newer version of the workbench.',
    exitCode: 2,
  },
  'spec/cannot-fire': { sentence: 'Training would do nothing: {reason}.', next: '{remedy}', exitCode: 2 },
  'preset/unknown': {
    sentence: 'There is no preset or file named "{name}".',
    next: '{hint}Presets: {known}.',
    exitCode: 2,
  },
  'part/unknown': { sentence: 'There is no {slot} named "{kind}".', next: 'Known: {known}.', exitCode: 2 },
  'input/invalid': { sentence: '{problem}.', next: '{remedy}', exitCode: 2 },
  'dataset/missing': {
    sentence: 'The dataset {dataset} is not there: {file} was not found.',
    next: '{remedy}',
    exitCode: 3,
  },
  'dataset/damaged': {
    sentence: '{file} is damaged at byte {byte}: {problem}.',
    next: 'Get the file again.',
    exitCode: 3,
  },
  'dataset/checksum': {
    sentence: '{file} is readable but not the published file: its SHA-256 is {found}, not {expected}.',
    next: 'Get the file again; to train on files of your own, use the dataset "idx-files".',
    exitCode: 3,
  },
  'dataset/unreadable': {
    sentence: '{file} cannot be read: {reason}.',
    next: 'Check that it is a file and that you may read it.',
    exitCode: 3,
  },
  'dataset/refused': { sentence: '{problem}.', next: '{remedy}', exitCode: 3 },
  'dataset/mismatch': { sentence: '{problem}.', next: 'Use files that belong together.', exitCode: 3 },
  'dataset/too-small': {
    sentence: 'The dataset {dataset} has {available} {split} examples, but the experiment asks for {asked}.',
    next: 'Ask for fewer examples.',
    exitCode: 3,
  },
  'dataset/download-failed': {
    sentence: 'Downloading {address} failed: {reason}.',
    next: '{remedy}',
    exitCode: 3,
  },
  'store/locked': {
    sentence: 'The data folder {folder} is in use by another workbench{owner}.',
    next: 'Close the other one, or choose another folder with --data-dir.',
    exitCode: 4,
  },
  'store/newer': {
    sentence:
      'The database {file} was written by a newer workbench (schema {found}, this program knows {known}).',
    next: 'Use a newer version of the workbench; nothing was changed.',
    exitCode: 4,
  },
  'store/damaged': {
    sentence: 'The database {file} is damaged: {problem}.',
    next: 'Restore a backup from {backups}; the damaged file was left as it is.',
    exitCode: 4,
  },
  'store/disk-full': {
    sentence: 'The disk is full; {what} could not be written.',
    next: 'Free some space; what was recorded before is safe, and the run can be resumed.',
    exitCode: 4,
  },
  'store/read-only': {
    sentence: 'The data folder {folder} cannot be written to: {reason}.',
    next: 'Choose another folder with --data-dir or FFWB_DATA_DIR.',
    exitCode: 4,
  },
  'store/unreadable': {
    sentence: '{path} cannot be read: {reason}.',
    next: 'Check that you may read it; what is in it was left as it is.',
    exitCode: 4,
  },
  'store/missing': {
    sentence: 'There is no workbench data in {folder}.',
    next: 'Train something first.',
    exitCode: 4,
  },
  'store/lost': {
    sentence: 'The database {file} {what}, though {found} are there.',
    next: '{remedy}',
    exitCode: 4,
  },
  'store/gone': {
    sentence: 'The database {file} was deleted or moved while the workbench has it open{copy}.',
    next: 'Go on: everything recorded is put back there when the program is closed as usual.',
    exitCode: 4,
  },
  'store/failed': {
    sentence: 'The run store failed: {reason}.',
    next: 'See the message; nothing recorded was lost.',
    exitCode: 4,
  },
  'run/unknown': {
    sentence: 'There is no run "{run}".',
    next: 'Look in the list of runs; on the command line: ffwb runs',
    exitCode: 2,
  },
  'run/ambiguous': {
    sentence: '"{run}" fits several runs: {matches}.',
    next: 'Give more of the identifier.',
    exitCode: 2,
  },
  'sweep/unknown': {
    sentence: 'There is no sweep "{sweep}".',
    next: 'Look in the list of sweeps; on the command line: ffwb sweeps',
    exitCode: 2,
  },
  'sweep/ambiguous': {
    sentence: '"{sweep}" fits several sweeps: {matches}.',
    next: 'Give more of the identifier.',
    exitCode: 2,
  },
  'run/not-resumable': { sentence: 'Run {run} cannot be resumed: {reason}.', next: '{remedy}', exitCode: 2 },
  'run/not-training': {
    sentence: 'Run {run} is {status}, so there is nothing to {action}.',
    next: 'Look in the list of runs; on the command line: ffwb runs',
    exitCode: 2,
  },
  'run/busy': { sentence: 'Run {run} is {status}.', next: 'Wait for it, or stop it first.', exitCode: 2 },
  'run/unrecorded': {
    sentence: 'Run {run} has ended, which is not yet recorded: {reason}.',
    next: 'It is recorded by itself once the disk takes it: free some space, or make the data folder writable.',
    exitCode: 4,
  },
  'checkpoint/damaged': {
    sentence: 'The checkpoint {file} is damaged: {problem}.',
    next: 'An older checkpoint is used where there is one.',
    exitCode: 4,
  },
  'engine/unavailable': {
    sentence: 'The engine "{engine}" cannot be used: {reason}.',
    next: 'See which engines load with: ffwb engines',
    exitCode: 5,
  },
  'engine/failed': {
    sentence: 'The engine {engine} failed: {reason}.',
    next: 'Try another engine with --engine.',
    exitCode: 5,
  },
  'training/diverged': {
    sentence: 'Training diverged at step {step}: {what} is not a number any more.',
    next: 'Lower the learning rate; the run is kept up to here.',
    exitCode: 6,
  },
  'training/service-died': {
    sentence: 'The training service ended unexpectedly ({reason}); the run is marked interrupted.',
    next: 'Resume it with: ffwb resume {run}',
    exitCode: 6,
  },
  'training/refused': {
    sentence: 'The training service refused: {reason}.',
    next: 'Look in the list of runs; on the command line: ffwb runs',
    exitCode: 6,
  },
  'training/failed': {
    sentence: 'Training failed: {reason}.',
    next: 'What was recorded before is kept.',
    exitCode: 6,
  },
  'place/unknown': {
    sentence: 'There is no place named "{place}".',
    next: 'Places: {known}. Make one with: ffwb places add',
    exitCode: 2,
  },
  'place/unreachable': {
    sentence: 'The place {place} cannot be reached: {reason}.',
    next: 'Try it with: ffwb places try {place}',
    exitCode: 7,
  },
  'place/refused': { sentence: 'The place {place} refused: {reason}.', next: '{remedy}', exitCode: 7 },
  'place/ended': {
    sentence: 'The task at the place {place} ended early: {reason}.',
    next: 'Read its log with: ffwb places log {run}. Go on with: ffwb resume {run}',
    exitCode: 7,
  },
  'place/bundle': {
    sentence: 'The program could not be bundled: {reason}.',
    next: 'Bundles are made by a program that was installed with "npm ci" on Linux (x64).',
    exitCode: 4,
  },
  'run/elsewhere': {
    sentence: 'Run {run} is at the place {place}.',
    next: 'Bring it back with "ffwb places fetch", or take it from there with: ffwb places cancel {run}',
    exitCode: 2,
  },
  'golden/invalid': {
    sentence: '{file} is not a golden trace: {problem}.',
    next: 'See docs/reproduction.md for the format.',
    exitCode: 2,
  },
  'contract/version': {
    sentence: 'The window speaks version {window} of the contract and the program version {program}.',
    next: 'Reload the window, or restart the program.',
    exitCode: 1,
  },
  'contract/refused': {
    sentence: 'The program does not know this page.',
    next: 'Open the whole address that it printed when it started, with its token.',
    exitCode: 1,
  },
  'contract/malformed': {
    sentence: 'A message could not be understood: {problem}.',
    next: 'Reload the window; nothing was changed.',
    exitCode: 1,
  },
  'contract/disconnected': {
    sentence: 'The connection to the program is lost: {reason}.',
    next: 'Training goes on while the program runs; the window connects again by itself.',
    exitCode: 1,
  },
  'window/not-built': {
    sentence: 'The window could not be built: {reason}.',
    next: 'Install all packages with "npm ci", or see what "npm run build:window" says.',
    exitCode: 1,
  },
  'program/failed': {
    sentence: 'Something went wrong inside the program: {reason}.',
    next: 'Nothing recorded was lost. Please report it.',
    exitCode: 1,
  },
  'inspect/no-checkpoint': {
    sentence: 'Run {run} has no checkpoint {which}.',
    next: 'Choose another checkpoint, or train the run until it writes one.',
    exitCode: 3,
  },
  'inspect/failed': {
    sentence: 'Looking into the run failed: {reason}.',
    next: 'Try again; the run itself is not touched.',
    exitCode: 5,
  },
  'archive/invalid': {
    sentence: '{file} is not a run archive: {problem}.',
    next: 'Nothing was imported. Export the run again on the other machine.',
    exitCode: 3,
  },
  'archive/present': {
    sentence: 'The run {run} is already here.',
    next: 'Delete it first to import it again.',
    exitCode: 2,
  },
  'backup/unusable': {
    sentence: 'The backup {file} cannot be restored: {problem}.',
    next: 'Choose another backup; the data was left as it is.',
    exitCode: 4,
  },
  'export/failed': {
    sentence: '{file} could not be written: {reason}.',
    next: 'Choose another place with --out.',
    exitCode: 4,
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorEntries;
export type ErrorDetails = Readonly<Record<string, string | number>>;

/** What crosses a thread or process border in place of a WorkbenchError. */
export interface ErrorRecord {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
}

/** An expected failure, told to the user in one sentence. */
export class WorkbenchError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: { cause?: unknown }) {
    super(fill(errorEntries[code].sentence, details), options);
    this.name = 'WorkbenchError';
    this.code = code;
    this.details = details;
  }

  /** What the user can do next. */
  get next(): string {
    return fill(errorEntries[this.code].next, this.details);
  }

  get exitCode(): number {
    return errorEntries[this.code].exitCode;
  }

  toRecord(): ErrorRecord {
    return { code: this.code, details: this.details };
  }

  static fromRecord(record: ErrorRecord): WorkbenchError {
    return new WorkbenchError(record.code, record.details);
  }
}

/** The message of anything that was thrown. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** `thrown` as a WorkbenchError; anything that is none becomes `fallback` with the message as `reason`. */
export function asWorkbenchError(
  thrown: unknown,
  fallback: ErrorCode,
  details: ErrorDetails = {},
): WorkbenchError {
  if (thrown instanceof WorkbenchError) return thrown;
  return new WorkbenchError(fallback, { ...details, reason: reasonOf(thrown) }, { cause: thrown });
}

function fill(template: string, details: ErrorDetails): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? ''));
}
