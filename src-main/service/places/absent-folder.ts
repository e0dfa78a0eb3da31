/** A folder that was never made holds nothing; one that cannot be read is an error. */

export async function orAbsentFolder<T>(read: () => Promise<T[]>): Promise<T[]> {
  try {
    return await read();
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return [];
    throw thrown;
  }
}
