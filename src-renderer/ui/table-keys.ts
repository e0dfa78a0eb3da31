/** What a key means to a table, before anything is done about it. Keys the table does not know are its owner's. */

import type { KeyPress } from './key-press.ts';
import { movedLine } from './table-model.ts';

export type TableCommand =
  | { readonly verb: 'move'; readonly line: number; readonly extend: boolean }
  | { readonly verb: 'move aside'; readonly by: -1 | 1 }
  | { readonly verb: 'select all' | 'select none' | 'select' | 'enter' }
  | { readonly verb: 'sort'; readonly add: boolean }
  /** In pixels. */
  | { readonly verb: 'resize'; readonly by: number };

interface Standing {
  /** Where the keyboard stands; -1 is the header. */
  readonly line: number;
  readonly lineCount: number;
  /** Lines that a Page key moves by. */
  readonly pageLines: number;
  readonly hasSelection: boolean;
}

const resizeStep = 8;

export function tableCommand(pressed: KeyPress, standing: Standing): TableCommand | null {
  const { key, altKey, shiftKey } = pressed;
  const command = pressed.ctrlKey || pressed.metaKey;
  if (command && key.toLowerCase() === 'a') return { verb: 'select all' };
  if (key === 'Escape' && standing.hasSelection) return { verb: 'select none' };
  if (command) return null;
  if (!altKey) {
    const line =
      standing.lineCount === 0 ? null : movedLine(key, standing.line, standing.lineCount, standing.pageLines);
    if (line !== null) return { verb: 'move', line, extend: shiftKey };
    if (key === 'ArrowRight' || key === 'ArrowLeft') {
      return { verb: 'move aside', by: key === 'ArrowRight' ? 1 : -1 };
    }
  }
  return standing.line < 0 ? headerCommand(pressed) : rowCommand(key);
}

function headerCommand({ key, altKey, shiftKey }: KeyPress): TableCommand | null {
  if (altKey && key === 'ArrowRight') return { verb: 'resize', by: resizeStep };
  if (altKey && key === 'ArrowLeft') return { verb: 'resize', by: -resizeStep };
  return key === 'Enter' || key === ' ' ? { verb: 'sort', add: shiftKey } : null;
}

function rowCommand(key: string): TableCommand | null {
  if (key === 'Enter') return { verb: 'enter' };
  return key === ' ' ? { verb: 'select' } : null;
}
