/**
 * Names and notes come from files, and a terminal obeys control characters: they are shown as a replacement mark,
 * except line breaks and tabs.
 */

export function printable(text: string): string {
  return text.replace(/(?![\n\t])\p{Cc}/gu, '\uFFFD');
}
