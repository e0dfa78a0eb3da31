/** Plain text: kept as it is, since how it is cut into strings and windows is an experiment's choice. Several files are one text. */

import { damaged } from './format.ts';
import type { DatasetFormat, SourceFile } from './format.ts';

export const text: DatasetFormat = {
  kind: 'text',
  label: 'plain text (.txt, UTF-8)',
  takes: (files) => Promise.resolve(files.length > 0 && files.every(({ path }) => /[.]txt$/i.test(path))),
  read: async (files) => {
    const whole: string[] = [];
    for (const file of files) whole.push(decodeText(file, await file.read()));
    return { text: whole.join('\n') };
  },
};

/** Error: dataset/damaged, at the first byte that is no text. */
function decodeText(file: SourceFile, bytes: Uint8Array): string {
  const isText = (length: number): boolean => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length), {
        stream: length < bytes.length,
      });
      return true;
    } catch {
      return false;
    }
  };
  const zero = bytes.indexOf(0);
  if (zero !== -1) throw damaged(file, zero, 'it holds a zero byte, which no text does');
  if (isText(bytes.length)) return new TextDecoder().decode(bytes);
  // The longest beginning that is text, by halves.
  let [sound, broken] = [0, bytes.length];
  while (broken - sound > 1) {
    const middle = (sound + broken) >> 1;
    if (isText(middle)) sound = middle;
    else broken = middle;
  }
  throw damaged(file, sound, 'from there on it is no text in UTF-8');
}
