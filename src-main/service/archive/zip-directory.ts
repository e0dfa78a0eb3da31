/**
 * Reads the directory of a zip file that nobody has checked, and holds every file's own header against it. Only the plain
 * form that run archives have is taken: files one after the other, stored or deflated, then the directory, and no byte
 * that belongs to nothing. Nothing is inflated here. Source: PKWARE's APPNOTE.TXT, sections 4.3 and 4.4.
 */

const signatures = { file: 0x04034b50, after: 0x08074b50, entry: 0x02014b50, end: 0x06054b50 } as const;
const fixedBytes = { file: 30, entry: 46, end: 22 } as const;
/** Flags that mean nothing to whoever unpacks: a record of CRC and sizes follows the data; names are UTF-8. */
const recordFollows = 0x0008;
const knownFlags = recordFollows | 0x0800;

export interface ZipEntry {
  readonly name: string;
  readonly isDeflated: boolean;
  /** Of what it unpacks to. */
  readonly crc: number;
  /** Of what it unpacks to, in bytes. */
  readonly unpacked: number;
  /** As it lies in the zip. */
  readonly packed: Uint8Array;
}

interface DirectoryEntry extends Omit<ZipEntry, 'packed'> {
  readonly packedBytes: number;
  readonly at: number;
  readonly flags: number;
  readonly method: number;
  /** The fields that stand in both headers the same, as they are. */
  readonly nameBytes: Uint8Array;
}

/** In the order they lie in. Throws an Error that says what is wrong. */
export function readZipDirectory(bytes: Uint8Array): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - fixedBytes.end;
  if (end < 0 || view.getUint32(end, true) !== signatures.end) throw new Error('it is no zip file');
  const count = view.getUint16(end + 10, true);
  const directoryAt = view.getUint32(end + 16, true);
  const isWhole =
    view.getUint32(end + 4, true) === 0 && // one disk, the first
    view.getUint16(end + 8, true) === count &&
    directoryAt + view.getUint32(end + 12, true) === end &&
    view.getUint16(end + 20, true) === 0;
  if (!isWhole) throw new Error("the zip's end does not fit its directory");
  if (count === 0) throw new Error('it is an empty zip file');
  const entries: DirectoryEntry[] = [];
  let at = directoryAt;
  for (let index = 0; index < count; index += 1) {
    const { entry, next } = readEntry(bytes, view, at, end);
    entries.push(entry);
    at = next;
  }
  if (at !== end) throw new Error("the zip's directory holds more than its files");
  return placed(bytes, view, entries, directoryAt);
}

function readEntry(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
): { entry: DirectoryEntry; next: number } {
  if (at + fixedBytes.entry > end || view.getUint32(at, true) !== signatures.entry)
    throw new Error("the zip's directory is damaged");
  const field = (offset: number): number => view.getUint16(at + offset, true);
  const [flags, method, nameBytes, extraBytes, commentBytes] = [8, 10, 28, 30, 32].map(field) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const nameAt = at + fixedBytes.entry;
  const next = nameAt + nameBytes + extraBytes + commentBytes;
  if (next > end) throw new Error("the zip's directory is cut short");
  const name = new TextDecoder().decode(bytes.subarray(nameAt, nameAt + nameBytes));
  if ((flags & ~knownFlags) !== 0 || (method !== 0 && method !== 8))
    throw new Error(`"${name.slice(0, 100)}" is packed in a way that is not known here`);
  const entry = {
    name,
    nameBytes: bytes.subarray(nameAt, nameAt + nameBytes),
    flags,
    method,
    isDeflated: method === 8,
    crc: view.getUint32(at + 16, true),
    packedBytes: view.getUint32(at + 20, true),
    unpacked: view.getUint32(at + 24, true),
    at: view.getUint32(at + 42, true),
  };
  return { entry, next };
}

/** With their data: each begins where the one before ends, and the last ends where the directory begins. */
function placed(
  bytes: Uint8Array,
  view: DataView,
  entries: readonly DirectoryEntry[],
  directoryAt: number,
): ZipEntry[] {
  const ordered = [...entries].sort((a, b) => a.at - b.at);
  let expected = 0;
  return ordered.map((entry, index) => {
    const next = ordered[index + 1]?.at ?? directoryAt;
    if (entry.at !== expected || next <= entry.at) throw misfit(entry);
    expected = next;
    const { name, isDeflated, crc, unpacked, packedBytes } = entry;
    const from = dataBegin(bytes, view, entry, next);
    checkRecord(view, entry, from + packedBytes, next);
    return { name, isDeflated, crc, unpacked, packed: bytes.subarray(from, from + packedBytes) };
  });
}

/** Where the data begin, once the file's own header was found to say what the directory says. */
function dataBegin(bytes: Uint8Array, view: DataView, entry: DirectoryEntry, next: number): number {
  const { at, flags, method, crc, packedBytes, unpacked, nameBytes } = entry;
  if (at + fixedBytes.file > next || view.getUint32(at, true) !== signatures.file) throw misfit(entry);
  const nameAt = at + fixedBytes.file;
  const from = nameAt + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  const name = bytes.subarray(nameAt, nameAt + view.getUint16(at + 26, true));
  const sizes = [14, 18, 22].map((offset) => view.getUint32(at + offset, true));
  // Where a record follows, the header may leave them out.
  const isLeftOut = (flags & recordFollows) !== 0 && sizes.every((size) => size === 0);
  const isSame =
    view.getUint16(at + 6, true) === flags &&
    view.getUint16(at + 8, true) === method &&
    Buffer.compare(name, nameBytes) === 0 &&
    (isLeftOut || (sizes[0] === crc && sizes[1] === packedBytes && sizes[2] === unpacked));
  if (!isSame || from + packedBytes > next) throw misfit(entry);
  return from;
}

/** What lies between the data and whatever comes next: nothing, or the record that the flags promise. */
function checkRecord(view: DataView, entry: DirectoryEntry, at: number, next: number): void {
  const { flags, crc, packedBytes, unpacked } = entry;
  const length = next - at;
  if ((flags & recordFollows) === 0) {
    if (length !== 0) throw misfit(entry);
    return;
  }
  const isSigned = length === 16 && view.getUint32(at, true) === signatures.after;
  if (!isSigned && length !== 12) throw misfit(entry);
  const fields = isSigned ? at + 4 : at;
  const found = [0, 4, 8].map((offset) => view.getUint32(fields + offset, true));
  if (found[0] !== crc || found[1] !== packedBytes || found[2] !== unpacked) throw misfit(entry);
}

function misfit({ name }: DirectoryEntry): Error {
  return new Error(`the zip says two things of "${name.slice(0, 100)}"`);
}
