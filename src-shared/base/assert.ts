/**
 * Assertions for bugs: conditions that only a mistake in this program can break.
 * What users, files or disks can cause is a coded error instead (errors.ts).
 */

/** Throws when `condition` is false. `message` says which rule was broken. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`Bug: ${message}`);
}

/** Returns `value`, or throws when it is null or undefined. */
export function assertDefined<T>(value: T | null | undefined, name: string): T {
  if (value === null || value === undefined) throw new Error(`Bug: ${name} is missing`);
  return value;
}

/** For the end of an exhaustive switch: does not compile while a case is missing. */
export function assertNever(value: never): never {
  throw new Error(`Bug: unexpected case ${JSON.stringify(value)}`);
}
