/** Any name comes through Markdown and LaTeX as itself, wherever it stands in a table. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';
import { marked } from 'marked';
import type { Token, Tokens } from 'marked';
import { describe, expect, test } from 'vitest';

import { latexText } from './latex-text.ts';
import { markdownText } from './markdown-text.ts';
import { resultsOf } from './results.ts';
import { resultsAsLatex, resultsAsMarkdown } from './write-results.ts';

const hostileNames = [
  '[sweep] lr=0.011',
  '*best* lr',
  '*',
  '[',
  ']',
  '[1ex]',
  '\\input{/etc/passwd}',
  '100% & more',
  '$x_1^2$ #1 ~ | < >',
  '12" disk',
  '--no-label',
  "'quoted' ``twice''",
  '?`!`',
  'é ß Ł « » € … Ω 漢字 🙂 \u0301',
  '\u0000\u0007\ttab\nline',
  '\ud800',
  '{}',
  '}{',
  '\\',
  '\\\\[2cm]',
  '^^41',
  '%',
  'https://example.org www.example.org a@b.org :smile: &copy; <b>',
];
const text = fc.oneof(
  fc.constantFrom(...hostileNames),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'\\{}[]*$&%#_^~"|<>-`!?:@. x'.split('')) }),
);
const oneLine = (each: string): string => each.replace(/[\s\p{Cc}]+/gu, ' ').trim();

function tableOf(names: readonly string[]) {
  const rows = names.map((name, index) => ({ name, settings: [name], runIds: [`r${index}`] }));
  const values = new Map<string, unknown>(names.map((_, index) => [`r${index}`, index / 100]));
  return resultsOf(
    names.slice(0, 1),
    rows.map((row) => ({ ...row, settings: row.settings.slice(0, 1) })),
    [{ label: names[0] ?? '', values }],
  );
}

describe('Markdown', () => {
  test('a cell is read as the text it was made from, with nothing else in it', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 3 }), (names) => {
        const [table] = marked.lexer(resultsAsMarkdown(tableOf(names), 2));
        expect(table?.type).toBe('table');
        const cells = (table as Tokens.Table).rows.map(([first]) => plainTextOf(first?.tokens ?? []));
        expect(cells).toEqual(names.map(oneLine));
      }),
      { numRuns: 1000 },
    );
  });

  test('nothing in it is a link, a formula or somebody', () => {
    expect(markdownText('http://x www.x a@b $x$ :x: a: b')).toBe(
      'http\\://x www\\.x a\\@b \\$x\\$ \\:x: a: b',
    );
  });
});

/** Only plain text and escaped signs may be there; an ampersand that is not escaped could begin an entity. */
function plainTextOf(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      expect(['text', 'escape']).toContain(token.type);
      if (token.type === 'text') expect(token.raw).not.toMatch(/[&<$@]/);
      return (token as Tokens.Text).raw.replace(/^\\(?=.)/, '');
    })
    .join('');
}

describe('LaTeX', () => {
  test('is made of plain signs, escaped signs and commands that end, and begins with no argument of what is before', () => {
    const piece =
      /^(?:[^\\{}[\]*$&%#_^~"<>|\p{Cc}]|\\[&%$#_{}]|\{[[\]*]\}|\\(?:text[a-z]+)\{\}|\\symbol\{34\}|\\ifdefined\\Uchar [^ -~]\\else U\+[0-9A-F]+\\fi\{\}|\{\})*$/u;
    fc.assert(
      fc.property(text, (each) => {
        const written = latexText(each);
        expect(written).toMatch(piece);
        expect(written).not.toMatch(/^\s*[[*]/);
      }),
      { numRuns: 1000 },
    );
  });

  const isThere = spawnSync('pdflatex', ['--version']).status === 0;
  if (!isThere) process.stderr.write('No pdflatex is here, so tables of hostile names are not compiled.\n');

  test.skipIf(!isThere)('a table of hostile names compiles', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ffwb-latex-'));
    try {
      for (const names of [hostileNames, ...hostileNames.map((name) => [name])]) {
        const table = resultsAsLatex(tableOf(names), 2);
        const needs = table.split('\n').filter((line) => line.startsWith('% Needs '));
        const packages = needs.map((line) => line.slice('% Needs '.length));
        const page = ['\\documentclass{article}', ...packages, '\\begin{document}', table, '\\end{document}'];
        writeFileSync(join(folder, 'table.tex'), page.join('\n'));
        const words = ['-halt-on-error', '-interaction=nonstopmode', '-no-shell-escape', 'table.tex'];
        execFileSync('pdflatex', words, { cwd: folder, stdio: 'pipe' });
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
