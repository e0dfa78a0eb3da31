/**
 * About how wide a text is in Helvetica or Arial, and texts made to fit. Figures that leave the window are laid out before
 * anything is drawn, also where no canvas could measure them; so the widths here are rather too large than too small.
 */

/** In parts of the font's size. */
function characterWidth(character: string): number {
  if (/[ijl.,:;'|!()[\]{}ft\s/\\-]/.test(character)) return 0.36;
  if (/[mwMW%@—…]/.test(character)) return 0.94;
  if (/[A-Z&]/.test(character)) return 0.72;
  // Beyond Latin, Greek and Cyrillic most are as wide as they are high.
  return character > '\u2e80' ? 1.05 : 0.58;
}

/** In pixels. */
export function textWidth(text: string, size: number, bold = false): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width * size * (bold ? 1.07 : 1);
}

/** Of the longest word of all: what no line can be narrower than without breaking one. */
export function longestWord(texts: readonly string[], size: number): number {
  return Math.max(0, ...texts.flatMap((text) => text.split(/\s+/)).map((word) => textWidth(word, size)));
}

/** How wide a picture is, in pixels, whose caption is one of these names: room for it also in a wider font than Arial. */
export function pictureSizeFor(names: readonly string[], least: number): number {
  const [captionSize, widerFont, most] = [11, 1.15, 80];
  return Math.max(least, Math.min(most, Math.ceil(longestWord(names, captionSize) * widerFont)));
}

/** The whole text where it fits, else its beginning and an ellipsis. */
export function shortened(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  const kept = [...text];
  while (kept.length > 0 && textWidth(`${kept.join('').trimEnd()}…`, size) > width) kept.pop();
  return `${kept.join('').trimEnd()}…`;
}

/** Lines no wider than `width`, broken between words; a word too long for a line is shortened. */
export function wrapped(text: string, size: number, width: number, bold = false): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || textWidth(longer, size, bold) <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].map((each) => shortened(each, bold ? size * 1.07 : size, width));
}
