/**
 * How deep and how large a value of the user's may be that is stored and later sent back, such as a draft. What comes back
 * is wrapped into a list, a reply and more, and still has to be within what whoever reads it allows (codec.ts).
 */

/** Lists and objects in each other. No experiment comes near. */
export const mostKeptDepth = 32;
/** As JSON. A spec of 64 layers has some ten thousands. */
export const mostKeptCharacters = 256 * 1024;

/** `value`: plain data, as JSON or the contract can hold. Why it may not be stored, in words; null: it may. */
export function whyNotKept(value: unknown): string | null {
  if (!isWithin(value, mostKeptDepth)) return `it is nested more than ${mostKeptDepth} deep`;
  if (JSON.stringify(value).length > mostKeptCharacters)
    return `it has more than ${mostKeptCharacters} characters`;
  return null;
}

function isWithin(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((each) => isWithin(each, depth - 1));
}
