/** Tables as CSV: another program reads the same cells, and none of them as a formula. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { csvOf } from './csv.ts';

/** RFC 4180, read by its letter. */
function read(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < csv.length) {
    const quoted = /^"((?:[^"]|"")*)"/.exec(csv.slice(at));
    const plain = /^[^",\r\n]*/.exec(csv.slice(at));
    row.push(quoted?.[1]?.replaceAll('""', '"') ?? plain?.[0] ?? '');
    at += (quoted ?? plain)?.[0].length ?? 0;
    if (csv[at] === ',') at += 1;
    else {
      expect(csv.slice(at, at + 2)).toBe('\r\n');
      at += 2;
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

describe('a table as CSV', () => {
  it('has a line for the columns and one for every row, numbers in full', () => {
    const rows = [
      ['a', 0.1 + 0.2, -1e-7],
      ['b', null, 12_345],
    ];
    expect(csvOf({ columns: ['run', 'error', 'change'], rows })).toBe(
      'run,error,change\r\na,0.30000000000000004,-1e-7\r\nb,,12345\r\n',
    );
  });

  it('says NaN and infinite values, and tells them from what is missing', () => {
    expect(csvOf({ columns: ['x'], rows: [[NaN], [Infinity], [-Infinity], [-0], [null]] })).toBe(
      'x\r\nNaN\r\nInfinity\r\n-Infinity\r\n0\r\n\r\n',
    );
  });

  it('quotes commas, quotes and line breaks', () => {
    const cells = ['a,b', 'the "best" run', 'two\nlines', 'two\r\nlines'];
    expect(csvOf({ columns: cells, rows: [] })).toBe(
      '"a,b","the ""best"" run","two\nlines","two\r\nlines"\r\n',
    );
  });

  it('gives a name that would be a formula an apostrophe, in rows and in headings', () => {
    const names = [
      '=1+1',
      '+1',
      '-baseline',
      '@SUM(A1)',
      '\t=1',
      '\r=1',
      '\n=1',
      '＝1+1',
      '=HYPERLINK("http://x","y")',
    ];
    const cells = read(csvOf({ columns: names, rows: [names] })).flat();
    expect(cells).toEqual([...names, ...names].map((name) => `'${name}`));
  });

  it('leaves negative numbers numbers', () => {
    expect(csvOf({ columns: ['x'], rows: [[-5], ['a-b'], ['1=1']] })).toBe('x\r\n-5\r\na-b\r\n1=1\r\n');
  });

  it('is read back cell by cell, whatever the cells are', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom('=', '"', ',', '\r', '\n', '\t', 'a', "'", '@', ';') }),
    );
    const number = fc.double();
    const row = fc.tuple(text, number, fc.option(text), fc.option(number));
    fc.assert(
      fc.property(fc.tuple(text, text, text, text), fc.array(row, { maxLength: 5 }), (columns, rows) => {
        const cells = read(csvOf({ columns, rows }));
        const wanted = [columns, ...rows].map((each) =>
          each.map((cell) => {
            if (typeof cell !== 'string') return cell === null ? '' : String(cell);
            return /^[=+\-@\t\r\n＝＋－＠]/.test(cell) ? `'${cell}` : cell;
          }),
        );
        expect(cells).toEqual(wanted);
      }),
    );
  });
});
