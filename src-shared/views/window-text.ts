/** A window of text as an image, and the text it stands for: one row per symbol below an empty first one, one-hot. */

import type { ImageShape } from './inspection-view.ts';

/** What stands in an image, spaces as they are; null where the image is no window, as where it is one of weights. */
export function windowText(values: ArrayLike<number>, shape: ImageShape): string | null {
  const { symbols, width, height, channels } = shape;
  if (symbols === undefined || values.length !== height * width * channels) return null;
  let text = '';
  for (let row = 1; row < height; row += 1) {
    let lit: number | null = null;
    for (let column = 0; column < width; column += 1) {
      if (values[row * width + column] === 0) continue;
      if (lit !== null) return null;
      lit = column;
    }
    const symbol = lit === null ? undefined : symbols[lit];
    if (symbol === undefined) return null;
    text += symbol;
  }
  return text;
}

/** A space as a sign that can be seen. */
export function withSeenSpaces(text: string): string {
  return text.replaceAll(' ', '␣');
}

/** The image of a text, one byte a value; or why there is none, in a sentence. */
export function imageOfText(
  text: string,
  { height, width, channels, symbols = [] }: ImageShape,
): Uint8Array | string {
  const characters = [...text];
  const wanted = height - 1;
  if (characters.length !== wanted)
    return `A window holds ${wanted} characters, and there ${characters.length === 1 ? 'is' : 'are'} ${characters.length}.`;
  const pixels = new Uint8Array(height * width * channels);
  for (const [place, character] of characters.entries()) {
    const column = symbols.indexOf(character);
    if (column === -1)
      return `The net has no symbol for “${character}”. It knows ${withSeenSpaces(symbols.join(''))}`;
    pixels[(place + 1) * width + column] = 255;
  }
  return pixels;
}
