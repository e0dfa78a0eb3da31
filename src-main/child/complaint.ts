/** What a process that crashed inside native code wrote about it: the end of stderr says what happened. */

/** How much of the end of stderr is kept, in characters. */
const keptTail = 4_000;
/** How much of the line is told, in characters. */
const toldLength = 200;

/** Listens, and returns a way to ask for the first line of a crash report: ", that line", or nothing where there is none. */
export function keepComplaint(stderr: NodeJS.ReadableStream | null): () => string {
  let tail = '';
  stderr?.setEncoding('utf8').on('data', (text: string) => (tail = (tail + text).slice(-keptTail)));
  return () => {
    const line = tail.split('\n').find((each) => /\b(fatal|terminate called|abort|\w*error):?\b/i.test(each));
    return line === undefined ? '' : `, ${line.trim().slice(0, toldLength)}`;
  };
}
