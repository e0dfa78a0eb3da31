/** Smaller ones may be part of memory that is shared with others, as Node's small Buffers are. */
const leastBytes = 64 * 1024;

/**
 * Gives the memory of large bytes back at once; they are empty afterwards. For whoever has made them, handles many after each
 * other, and holds the only view of them: left to itself the engine looks through its whole heap to find what it may free.
 */
export function freeBytes(bytes: Uint8Array): void {
  const { buffer } = bytes;
  if (bytes.byteLength >= leastBytes && buffer instanceof ArrayBuffer) buffer.transfer(0);
}
