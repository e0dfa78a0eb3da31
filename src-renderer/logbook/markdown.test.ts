/** What anybody may write into a page, and what becomes of it: tags of a short list, links to the web, nothing else. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { hostileMarkdown } from './hostile-markdown.fixture.ts';
import { escapeHtml, layOutPage } from './markdown.ts';
import { pageHtml } from './page-html.ts';

const htmlOf = (text: string, hasWindow = true): string =>
  layOutPage(text, hasWindow)
    .map((piece) => (piece.sort === 'words' ? piece.html : `[panel ${piece.index}]`))
    .join('');

const tags =
  'h1 h2 h3 h4 h5 h6 p br hr pre code blockquote ul ol li em strong del a img span table thead tbody tr th td';
const allowedTags = new Set(tags.split(' '));
const allowedAttributes = [
  /^href="(?:https?:\/\/|mailto:|#\/)[^"<>]*"$/i,
  /^target="_blank"$/,
  /^rel="noopener noreferrer"$/,
  /^src="data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z\d+/]+=*"$/,
  /^alt="[^"<>]*"$/,
  /^class="aside"$/,
  /^align="(?:left|right|center)"$/,
  /^start="\d+"$/,
];

/** What is in a text of HTML that does not belong there. Any "<" begins a tag, since texts have none. */
function strange(html: string): string[] {
  return Array.from(html.matchAll(/<[^>]*>?/g), ([tag]) => tag).filter((tag) => {
    const [, name = '', attributes = ''] = /^<\/?([a-z\d]+)((?:\s+[a-z]+="[^"]*")*)>$/.exec(tag) ?? [];
    if (!allowedTags.has(name)) return true;
    const all = Array.from(attributes.matchAll(/[a-z]+="[^"]*"/g), ([each]) => each);
    return all.some((each) => !allowedAttributes.some((allowed) => allowed.test(each)));
  });
}

test('whatever is written, only harmless tags come out, in the window and in a file', () => {
  fc.assert(
    fc.property(hostileMarkdown, (text) => {
      expect(strange(htmlOf(text))).toEqual([]);
      expect(strange(htmlOf(text, false))).toEqual([]);
    }),
    { numRuns: 3000 },
  );
});

test('HTML is shown as it was typed, addresses that could run are words, and pictures are not fetched', () => {
  const seen = htmlOf(
    [
      '<img src=x onerror=alert(1)> <b>x</b> & &eacute;',
      '[a](javascript:alert(1)) [b](JaVaScRiPt&colon;x) [c](https://a.b/?x=1&y=2) [d](#/run/1)',
      '![e](https://a.b/c.png) ![f](data:image/png;base64,AAAA) ![g](data:image/svg+xml,<svg>)',
      '<javascript:alert(1)>',
    ].join('\n\n'),
  );
  expect(strange(seen)).toEqual([]);
  for (const words of [
    '&lt;img src=x onerror=alert(1)&gt;',
    '&lt;b&gt;x&lt;/b&gt; &amp; &eacute;',
    'a <span class="aside">(javascript:alert(1))</span>',
    '<a href="https://a.b/?x=1&amp;y=2" target="_blank" rel="noopener noreferrer">c</a>',
    '<a href="#/run/1">d</a>',
    'picture not shown: https://a.b/c.png',
    '<img src="data:image/png;base64,AAAA" alt="f">',
  ])
    expect(seen).toContain(words);
  expect(seen).not.toContain('src="https');
});

test('Markdown is laid out, and panels stand between words in their order', () => {
  const block = '```ffwb-panel\nkind: table\n```';
  expect(htmlOf(`# A\n\n- b **c**\n\n${block}\n\n| d |\n|--:|\n| e |\n\n${block}`)).toBe(
    '<h1>A</h1>\n<ul>\n<li>b <strong>c</strong></li>\n</ul>\n[panel 0]<table>\n<thead>\n<tr>\n<th align="right">d</th>\n</tr>\n</thead>\n<tbody><tr>\n<td align="right">e</td>\n</tr>\n</tbody></table>\n[panel 1]',
  );
});

test('a text nested beyond all measure is shown as text', () => {
  const text = `${'>'.repeat(50_000)} <script>`;
  expect(strange(htmlOf(text))).toEqual([]);
});

test('a page as a file refers to nothing outside and lets nothing run, whatever it is called', () => {
  fc.assert(
    fc.property(hostileMarkdown, hostileMarkdown, (title, body) => {
      const html = pageHtml({ title, body, panels: [], readAt: '2026-11-29T06:00:00.000Z' });
      expect(html).toContain(`default-src 'none'`);
      expect(html).toContain(`<title>${escapeHtml(title.trim() === '' ? 'Untitled page' : title)}</title>`);
      expect(html.slice(html.indexOf('<body>'))).not.toMatch(
        /<(?:script|iframe|object|embed|link|base|form|meta)\b/i,
      );
      expect(
        strange(html.slice(html.indexOf('</h1>'), html.indexOf('<footer>')).replace('</h1>', '')),
      ).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});
