/** Exit codes of `ffwb`. Those of coded errors stand with the errors, in src-shared/base/errors.ts. */

export const exitCodes = {
  ok: 0,
  /** A verification was past its tolerance, `doctor` found something wrong, or an expectation of `reproduce` is not met. */
  failedCheck: 1,
  badInput: 2,
  /** `doctor` may not look at the data folder. */
  store: 4,
  /** A bug in this program. */
  bug: 70,
  /** Ended by a signal: 128 and the signal's number, as shells do. */
  SIGHUP: 129,
  SIGINT: 130,
  SIGTERM: 143,
} as const;

/** Whether a program with this exit code was ended by a signal. */
export function endedBySignal(exitCode: number): boolean {
  return exitCode > 128;
}

export const exitCodesHelp = `
Exit codes:
  0    done
  1    verify: past the tolerance; doctor: something is wrong; reproduce: an expectation is not met
  2    bad input: an unknown option, preset, setting or run
  3    a dataset is missing, damaged or too small; a file is no run archive
  4    the data folder or the disk: in use, full, read-only, not readable, lost, damaged, newer
  5    an engine cannot be used or failed
  6    training failed or its process ended
  7    a place elsewhere cannot be reached, refused, or ended a task early
  70   a bug in this program
  130  stopped by Ctrl+C (129 hang-up, 143 SIGTERM); runs are kept and can be resumed`;
