/**
 * Files the page made for the user to keep: each is saved where a dialog says, never among the files of a data folder, and
 * nothing else is ever downloaded. It waits in a temporary folder until the place is chosen, because Electron would write
 * to a place while nobody has looked at it yet.
 */

import { mkdtempSync } from 'node:fs';
import { copyFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import type { Dialog, DownloadItem, Session } from 'electron';

import { reasonOf } from '../../../src-shared/base/errors.ts';
import { dataFolderAround, realPlace } from '../../service/data-folder-guard.ts';
import { isOwnBlob } from './window-address.ts';
import type { WindowAddress } from './window-address.ts';

export interface SavingOptions {
  /** Where the dialog begins. */
  readonly folder: string;
  /** The one the program works on. */
  readonly dataFolder: string;
  readonly dialog: Pick<Dialog, 'showErrorBox' | 'showSaveDialog'>;
}

export function saveWhatPageMakes(
  session: Pick<Session, 'on'>,
  address: WindowAddress,
  options: SavingOptions,
): void {
  session.on('will-download', (event, item) => {
    if (isOwnBlob(item.getURL(), address)) void save(item, options);
    else event.preventDefault();
  });
}

async function save(item: DownloadItem, options: SavingOptions): Promise<void> {
  const name = plainFileName(item.getFilename());
  const waiting = join(mkdtempSync(join(tmpdir(), 'ffwb-save-')), name);
  item.setSavePath(waiting);
  const end = new Promise<string>((resolve) => item.once('done', (_event, state) => resolve(state)));
  try {
    const place = await choosePlace(name, options);
    if (place === null) return item.cancel();
    const state = await end;
    if (state !== 'completed') throw new Error(`its making was ${state}`);
    await moveInto(waiting, place);
  } catch (thrown) {
    const words = `${name} could not be written: ${reasonOf(thrown)}. Save it again to another place.`;
    options.dialog.showErrorBox('The file was not saved', words);
  } finally {
    await rm(dirname(waiting), { recursive: true, force: true });
  }
}

/** The dialog itself asks before a file is replaced. null where the user wants none of it. */
async function choosePlace(
  name: string,
  { folder, dataFolder, dialog }: SavingOptions,
): Promise<string | null> {
  for (;;) {
    const { canceled, filePath } = await dialog.showSaveDialog({
      title: 'Save',
      defaultPath: join(folder, name),
    });
    if (canceled || filePath === '') return null;
    const place = realPlace(filePath);
    const owner = dataFolderAround(place, [dataFolder]);
    if (owner === null) return place;
    dialog.showErrorBox(
      'That place is not for files of yours',
      `${filePath} lies in the data folder ${owner}, whose files are the workbench's own. Choose another place.`,
    );
  }
}

/** Whole or not at all. */
async function moveInto(file: string, place: string): Promise<void> {
  const partial = `${place}.${process.pid}.partial`;
  try {
    await copyFile(file, partial);
    await rename(partial, place);
  } catch (thrown) {
    await rm(partial, { force: true });
    throw thrown;
  }
}

/** A name without a path or what some system takes for one. */
export function plainFileName(name: string): string {
  const plain = name
    // eslint-disable-next-line no-control-regex -- that is what it removes
    .replace(/[\u0000-\u001f<>:"/\\|?*]/g, '-')
    .replace(/^[. ]+|[. ]+$/g, '')
    .slice(0, 150);
  return plain === '' ? 'export' : plain;
}
