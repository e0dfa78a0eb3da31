/** Hands a file to the user: the browser's own download, which both hosts know. */

export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download has its own hold on the bytes once it began.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A title as a file's name: "Test error, goodness" is "test-error-goodness". */
export function fileStem(title: string): string {
  const words = title
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replace(/^-/, '');
  const stem = [...words].slice(0, 80).join('').replace(/-$/, '');
  return stem === '' ? 'chart' : stem;
}
