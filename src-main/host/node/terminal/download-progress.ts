/** Progress of a download on stderr: a bar on a screen, a few lines elsewhere. */

import { SingleBar } from 'cli-progress';

import { formatBytes } from './quantities.ts';
import type { Terminal } from './terminal.ts';

export interface DownloadDisplay {
  readonly show: (receivedBytes: number, totalBytes: number) => void;
  readonly close: () => void;
}

/** Without a screen a line is written after each such share of the whole. */
const share = 0.25;

export function createDownloadDisplay(label: string, terminal: Terminal): DownloadDisplay {
  return terminal.screen === null ? plainLines(label, terminal) : bar(label, terminal.screen);
}

function plainLines(label: string, terminal: Terminal): DownloadDisplay {
  let told = 0;
  const show = (received: number, total: number): void => {
    const shares = Math.floor(received / total / share);
    if (shares <= told) return;
    told = shares;
    terminal.note(`${label}: ${formatBytes(received)} of ${formatBytes(total)}`);
  };
  return { show, close: () => {} };
}

function bar(label: string, screen: NodeJS.WriteStream): DownloadDisplay {
  const single = new SingleBar({
    stream: screen,
    format: `${label} {bar} {percentage} % | {received} of {whole} | {eta_formatted} left`,
    barCompleteChar: '\u2588',
    barIncompleteChar: '\u2591',
    barsize: 24,
    gracefulExit: false,
    hideCursor: true,
  });
  let isShown = false;
  const show = (received: number, total: number): void => {
    const payload = { received: formatBytes(received), whole: formatBytes(total) };
    if (isShown) single.update(received, payload);
    else single.start(total, received, payload);
    isShown = true;
  };
  const close = (): void => {
    if (isShown) single.stop();
    isShown = false;
  };
  return { show, close };
}
