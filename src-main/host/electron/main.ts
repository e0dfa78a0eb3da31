/**
 * The desktop program starts here. What has to be said before Electron is ready is said here, in order; everything
 * else is in desktop-program.ts.
 */

import { app } from 'electron';

import { DesktopProgram } from './desktop-program.ts';
import { locateFiles, readLaunchOptions } from './launch-options.ts';
import { registerWindowScheme } from './protocol.ts';
import { guardPages } from './security.ts';
import { chooseWindowAddress } from './window-address.ts';

const launch = readLaunchOptions({
  words: process.argv.slice(1),
  environment: process.env,
  isPackaged: app.isPackaged,
});
const address = chooseWindowAddress(launch.developmentServer);

if (launch.userDataFolder !== null) app.setPath('userData', launch.userDataFolder);
registerWindowScheme();
app.enableSandbox();
guardPages(app, address);

// A second start shows the window of the first.
if (app.requestSingleInstanceLock()) {
  new DesktopProgram({ launch, address, files: locateFiles(import.meta.url) }).start();
} else {
  app.quit();
}
