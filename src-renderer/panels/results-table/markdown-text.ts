/**
 * Any text as it has to be written in Markdown to be read as that text: in a table's cell too, and where GitHub reads more
 * than CommonMark does (mentions, bare addresses, formulas between dollars, emoji between colons).
 */

export function markdownText(text: string): string {
  const plain = text.replace(/[\s\p{Cc}]+/gu, ' ');
  // A colon that a space follows begins neither an address nor an emoji.
  return plain.replace(/[\\`*_{}[\]<>|#~&$@^]|:(?=\S)|(?<=www)\./gi, (sign) => `\\${sign}`);
}
