/** A text as UTF-8, where there is neither Node nor a page to ask. Error: URIError for a lone surrogate. */
export function utf8Bytes(text: string): Uint8Array {
  const percent = encodeURIComponent(text).replaceAll(/%([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  return Uint8Array.from(percent, (character) => character.charCodeAt(0));
}
