/**
 * What a process that crashed inside native code wrote about it: the end of stderr says what happened. Drivers also
 * complain of much that harms nobody, most of it while engines are tried. So what was said before the work began is no
 * cause of an end that came after, and nothing said is the cause of an end that came from outside.
 */

/** How much of the end of stderr is kept, in characters. */
const keptTail = 4_000;
/** How much of the line is told, in characters. */
const toldLength = 200;
/** Signals that a process does not give itself: it was killed, whatever it said. */
const fromOutside: readonly string[] = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGXCPU'];

export interface Complaint {
  /**
   * The first line of a crash report: ", that line", or nothing where there is none. `signal`: what ended the process;
   * null: it ended by itself.
   */
  after(signal: string | null): string;
  /** The work begins: what was said until now explains nothing any more. */
  forget(): void;
}

/** Listens from now on. */
export function keepComplaint(stderr: NodeJS.ReadableStream | null): Complaint {
  let tail = '';
  stderr?.setEncoding('utf8').on('data', (text: string) => (tail = (tail + text).slice(-keptTail)));
  return {
    after: (signal) => {
      if (signal !== null && fromOutside.includes(signal)) return '';
      const line = tail
        .split('\n')
        .find((each) => /\b(fatal|terminate called|abort|\w*error):?\b/i.test(each));
      return line === undefined ? '' : `, ${line.trim().slice(0, toldLength)}`;
    },
    forget: () => (tail = ''),
  };
}
