/** How keys are written, and whether what was pressed is what was written. */

import type { KeyPress } from '../ui/key-press.ts';

const modifiers: readonly string[] = ['Shift', 'Control', 'Alt', 'Meta', 'AltGraph'];

/**
 * "Mod+Shift+k" of an event; null for a modifier alone. Shift counts for letters and named keys: "?" says it already. So
 * does Alt for signs: on many keyboards "[" needs it, alone on a Mac and as AltGr (Ctrl and Alt) on Windows.
 */
export function keysOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyPress): string | null {
  if (modifiers.includes(key)) return null;
  const named = key.length > 1;
  const letter = /^\p{Letter}$/u.test(key);
  const isSignByAlt = altKey && !named && /[^\p{Letter}\d ]/u.test(key);
  const parts = [
    ...(metaKey || (ctrlKey && !isSignByAlt) ? ['Mod'] : []),
    ...(altKey && !isSignByAlt ? ['Alt'] : []),
    ...(shiftKey && (named || letter) ? ['Shift'] : []),
    letter ? key.toLowerCase() : key === ' ' ? 'Space' : key,
  ];
  return parts.join('+');
}

/** Whether `pressed`, after `before`, is what `written` means. */
export function matchKeys(written: string, pressed: string, before: string | null): boolean {
  const strokes = written.split(' ').map(normal);
  if (strokes.length === 1) return strokes[0] === pressed;
  return strokes[0] === before && strokes[1] === pressed;
}

/** For people: "Ctrl+K", on a Mac "⌘K". */
export function readableKeys(written: string, mac: boolean): string[] {
  return written.split(' ').map((stroke) =>
    normal(stroke)
      .split('+')
      .map((part) => (part === 'Mod' ? (mac ? '⌘' : 'Ctrl') : part.length === 1 ? part.toUpperCase() : part))
      .join(mac ? '' : '+'),
  );
}

function normal(stroke: string): string {
  const parts = stroke.split('+');
  const key = parts.at(-1) ?? '';
  const set = new Set(parts.slice(0, -1));
  return [
    ...['Mod', 'Alt', 'Shift'].filter((part) => set.has(part)),
    /^\p{Letter}$/u.test(key) ? key.toLowerCase() : key,
  ].join('+');
}
