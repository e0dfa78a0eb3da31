/** Files the page made for the user to keep: each is saved where a dialog says, and nothing else is ever downloaded. */

import { join } from 'node:path';

import type { Dialog, Session } from 'electron';

import { isOwnBlob } from './window-address.ts';
import type { WindowAddress } from './window-address.ts';

/** `folder`: where the dialog begins. */
export function saveWhatPageMakes(
  session: Session,
  address: WindowAddress,
  folder: string,
  dialog: Pick<Dialog, 'showErrorBox'>,
): void {
  session.on('will-download', (event, item) => {
    if (!isOwnBlob(item.getURL(), address)) {
      event.preventDefault();
      return;
    }
    const name = plainFileName(item.getFilename());
    item.setSaveDialogOptions({ title: 'Save', defaultPath: join(folder, name) });
    item.once('done', (_event, state) => {
      if (state === 'interrupted')
        dialog.showErrorBox(
          'The file was not saved',
          `${name} could not be written. Save it again to another place.`,
        );
    });
  });
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
