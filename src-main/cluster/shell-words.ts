/** Words for a POSIX shell. Every text that reaches a shell of a place goes through here, whatever is in it. */

/** One word: the shell sees exactly `text`. It must not hold a NUL, which no shell can. */
export function shellWord(text: string): string {
  if (text !== '' && /^[A-Za-z0-9_./:=,+@-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A command and its arguments. */
export function shellCommand(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}
