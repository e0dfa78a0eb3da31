import fc from 'fast-check';
import { lexer } from 'marked';
import { expect, test } from 'vitest';

import { insertPanel, joinPage, panelsIn, splitPage, withPanel } from './page-text.ts';
import { panelBlock } from './panel-text.ts';
import type { LogbookPanel } from './panel-text.ts';

const panel: LogbookPanel = { kind: 'heatmap', run: 'a', layer: 'layer1', step: 'last' };
const held = (key: string): LogbookPanel => ({ ...panel, frozen: { at: '2026-11-29T06:00:00.000Z', key } });
const markdown = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }).map((text) => text.toWellFormed()),
      fc.constantFrom(
        '\n',
        '\n\n',
        '# A',
        '- a\n  - b',
        '> q',
        '```',
        '~~~',
        '    code',
        '| a |\n|---|\n| b |',
        '---',
      ),
      fc.constantFrom(
        '[a]: http://b',
        '<div>',
        '\t',
        '\r\n',
        '1. x',
        '```js\nx\n```',
        '&amp;',
        '* * *',
        '[x](y)',
      ),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join('').replaceAll(/\r\n?/g, '\n'));

test('the blocks that a text is read in are as long as the text, and code stands where it is said to', () => {
  fc.assert(
    fc.property(markdown, (text) => {
      let at = 0;
      for (const { type, raw } of lexer(text)) {
        if (type === 'code') expect(text.slice(at, at + raw.length)).toBe(raw);
        at += raw.length;
      }
      expect(at).toBe(text.length);
    }),
    { numRuns: 3000 },
  );
});

test('a panel put anywhere is there, and no other is lost', () => {
  fc.assert(
    fc.property(markdown, fc.nat(200), (words, position) => {
      const text = `${words}\n\n${panelBlock(panel)}\n`;
      const { text: after, cursor } = insertPanel(text, Math.min(position, text.length), held('k'));
      // Behind a block that is never closed it is a part of that, but it is in the text.
      expect(after.slice(0, cursor).endsWith(`${panelBlock(held('k'))}\n`)).toBe(true);
      expect(panelsIn(after).length).toBeGreaterThanOrEqual(panelsIn(text).length);
      expect(after.replaceAll(/\s/g, '').length).toBe(
        `${text}${panelBlock(held('k'))}`.replaceAll(/\s/g, '').length,
      );
    }),
    { numRuns: 1000 },
  );
});

test('a panel stands behind the block of the cursor', () => {
  const text = `One line\n\n${panelBlock(panel)}\n\nLast`;
  expect(insertPanel(text, 3, held('k')).text).toBe(
    `One line\n\n${panelBlock(held('k'))}\n\n${panelBlock(panel)}\n\nLast`,
  );
  expect(insertPanel(text, 25, held('k')).text).toBe(
    `One line\n\n${panelBlock(panel)}\n\n${panelBlock(held('k'))}\n\nLast`,
  );
  expect(insertPanel('', 0, panel)).toEqual({
    text: `${panelBlock(panel)}\n`,
    cursor: panelBlock(panel).length + 1,
  });
});

test('one panel is changed and the text around it stays', () => {
  const text = `A\n\n${panelBlock(panel)}\n\nB\n\n${panelBlock(panel)}\nC`;
  expect(withPanel(text, 1, held('k'))).toBe(`A\n\n${panelBlock(panel)}\n\nB\n\n${panelBlock(held('k'))}\nC`);
  expect(withPanel(text, 2, held('k'))).toBe(text);
});

test('what panels hold goes with the page and stands behind it; what no panel holds is left out', () => {
  const text = `# A\n\n${panelBlock(held('k1'))}\n\nWords`;
  const data = new Map([
    ['k1', '{"a":1}'],
    ['k2', '{}'],
  ]);
  const body = joinPage(text, data);
  expect(body).toBe(`${text}\n\n\`\`\`ffwb-data k1\n{"a":1}\n\`\`\`\n`);
  expect(splitPage(body)).toEqual({ text, data: new Map([['k1', '{"a":1}']]) });
});

test('any text with any panels behind it is split as it was joined', () => {
  fc.assert(
    fc.property(
      markdown,
      fc.uniqueArray(fc.stringMatching(/^[a-z0-9]{1,8}$/), { maxLength: 3 }),
      (words, keys) => {
        const panels = keys.map((key) => `\n\n${panelBlock(held(key))}`).join('');
        const text = `${words}\n\nEnd${panels}`;
        const data = new Map(keys.map((key) => [key, JSON.stringify({ key })] as const));
        const known = panelsIn(text).flatMap(({ panel: each }) => each?.frozen?.key ?? []);
        expect(splitPage(joinPage(text, data))).toEqual({
          text,
          data: new Map([...data].filter(([key]) => known.includes(key))),
        });
      },
    ),
    { numRuns: 1000 },
  );
});
