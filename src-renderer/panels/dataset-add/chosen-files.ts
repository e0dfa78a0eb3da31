/** Files a user wants to add, looked at before they are sent: enough to spare a round trip for what is plainly wrong. */

export const mostFiles = 8;
/** What one message to the program may hold, less its frame, in bytes. */
export const mostBytes = 60_000_000;

/** What is wrong with the name; null where nothing is. */
export function nameProblem(name: string, taken: readonly string[]): string | null {
  if (name === '') return 'Give the dataset a name';
  if (!/^[a-z0-9][a-z0-9-]{0,60}$/.test(name)) return 'Small letters, digits and hyphens only, at most 61';
  return taken.includes(name) ? 'There is a dataset of this name' : null;
}

/** What is wrong with the choice of files; null where nothing is. */
export function filesProblem(
  files: readonly { readonly name: string; readonly size: number }[],
): string | null {
  if (files.length === 0) return 'Choose the files of images and labels';
  if (files.length > mostFiles) return `At most ${mostFiles} files`;
  const empty = files.find(({ size }) => size === 0);
  if (empty !== undefined) return `${empty.name} is empty`;
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (bytes <= mostBytes) return null;
  return `Together they have ${Math.ceil(bytes / 1e6)} MB, more than the ${mostBytes / 1e6} MB the window may send; pack them with gzip, or name them in an experiment`;
}
