/** Files a user wants to add, looked at before they are sent: enough to spare a round trip for what is plainly wrong. */

export const mostFiles = 8;
/** As many as the zip that a folder is sent as can list. */
const mostInFolder = 65_000;
/** What one message to the program may hold, less its frame, in bytes. */
export const mostBytes = 60_000_000;

/** What is wrong with the name; null where nothing is. */
export function nameProblem(name: string, taken: readonly string[]): string | null {
  if (name === '') return 'Give the dataset a name';
  if (!/^[a-z0-9][a-z0-9-]{0,60}$/.test(name)) return 'Small letters, digits and hyphens only, at most 61';
  return taken.includes(name) ? 'There is a dataset of this name' : null;
}

/** A file that was chosen, or a folder with all that lies in it. */
export interface ChosenItem<F = File> {
  readonly name: string;
  /** Bytes of all its files. */
  readonly size: number;
  readonly isFolder: boolean;
  readonly files: readonly F[];
}

interface FileLike {
  readonly name: string;
  readonly size: number;
  /** Below the folder that was chosen, its name included; empty where a file was. */
  readonly webkitRelativePath: string;
}

/** What one choice gave: files each by itself, or one folder. */
export function itemsOf<F extends FileLike>(files: readonly F[]): ChosenItem<F>[] {
  const [first] = files;
  if (first === undefined) return [];
  if (first.webkitRelativePath === '')
    return files.map((file) => ({ name: file.name, size: file.size, isFolder: false, files: [file] }));
  const name = first.webkitRelativePath.split('/')[0] ?? first.name;
  return [{ name, size: files.reduce((sum, { size }) => sum + size, 0), isFolder: true, files }];
}

/** What is wrong with the choice of files; null where nothing is. */
export function filesProblem(
  items: readonly Pick<ChosenItem<unknown>, 'name' | 'size' | 'files'>[],
): string | null {
  if (items.length === 0) return 'Choose the files of a dataset';
  if (items.length > mostFiles) return `At most ${mostFiles} files; pack more as zip or tar.gz`;
  const empty = items.find(({ size }) => size === 0);
  if (empty !== undefined) return `${empty.name} is empty`;
  const crowded = items.find(({ files }) => files.length > mostInFolder);
  if (crowded !== undefined)
    return `${crowded.name} holds more than ${mostInFolder} files; add it with "ffwb datasets add"`;
  const bytes = items.reduce((sum, { size }) => sum + size, 0);
  if (bytes <= mostBytes) return null;
  return `Together they have ${Math.ceil(bytes / 1e6)} MB, more than the ${mostBytes / 1e6} MB the window may send; pack them, or add them with "ffwb datasets add"`;
}
