/**
 * The words of a page as HTML that does nothing. Whoever wrote them may mean ill (pages come with backups of others), so
 * nothing that is written becomes markup: HTML is shown as it was typed, an address is a link only where it is one of the
 * web's or of mail, and no picture is loaded from anywhere.
 */

import { Marked } from 'marked';
import type { RendererObject, Tokens } from 'marked';

import { panelLanguage } from './panel-text.ts';

/** Words laid out, or a panel: the n-th of the page. */
export type PagePiece =
  { readonly sort: 'words'; readonly html: string } | { readonly sort: 'panel'; readonly index: number };

/** As text between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** The same, but "&eacute;" and "&#233;", which Markdown lets people type, stay. */
function escapeWords(text: string): string {
  return escapeHtml(text).replaceAll(/&amp;(#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z]\w{1,30});/g, '&$1;');
}

const webAddress = /^(?:https?:\/\/|mailto:)[^\s"'<>`\\]+$/i;
/** A place of the window. */
const ownPlace = /^#\/[\w/?=&%.,:~+-]*$/;
const pictureInPage = /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z\d+/]+=*$/;

/** What stands for something that cannot be followed or loaded. */
const aside = (text: string): string =>
  text === '' ? '' : ` <span class="aside">(${escapeHtml(text)})</span>`;

function rendererFor(hasWindow: boolean): RendererObject {
  return {
    html: ({ text, block }: Tokens.HTML | Tokens.Tag) =>
      block ? `<pre><code>${escapeHtml(text.trimEnd())}</code></pre>\n` : escapeHtml(text),
    code: ({ text }: Tokens.Code) => `<pre><code>${escapeHtml(text)}</code></pre>\n`,
    codespan: ({ text }: Tokens.Codespan) => `<code>${escapeHtml(text)}</code>`,
    text(token: Tokens.Text | Tokens.Escape) {
      const inner = 'tokens' in token ? token.tokens : undefined;
      // Whatever the lexer says of it: inside what looks like a tag it takes text for markup.
      return inner === undefined ? escapeWords(token.text) : this.parser.parseInline(inner);
    },
    link({ href, tokens }: Tokens.Link) {
      const words = this.parser.parseInline(tokens);
      const address = href.replaceAll('&amp;', '&');
      if (webAddress.test(address))
        return `<a href="${escapeHtml(address)}" target="_blank" rel="noopener noreferrer">${words}</a>`;
      if (ownPlace.test(address)) return hasWindow ? `<a href="${escapeHtml(address)}">${words}</a>` : words;
      return `${words}${aside(address)}`;
    },
    image: ({ href, text }: Tokens.Image) =>
      pictureInPage.test(href)
        ? `<img src="${href}" alt="${escapeHtml(text)}">`
        : `${escapeHtml(text)}${aside(`picture not shown: ${href.slice(0, 200)}`)}`,
    checkbox: ({ checked }: Tokens.Checkbox) => (checked ? '☑ ' : '☐ '),
  };
}

const inWindow = new Marked({ renderer: rendererFor(true), gfm: true, async: false });
const inFile = new Marked({ renderer: rendererFor(false), gfm: true, async: false });

/** `hasWindow`: links to places of the window lead somewhere. */
export function layOutPage(text: string, hasWindow: boolean): readonly PagePiece[] {
  const marked = hasWindow ? inWindow : inFile;
  try {
    const tokens = marked.lexer(text.replaceAll(/\r\n?/g, '\n'));
    const pieces: PagePiece[] = [];
    let words: typeof tokens = Object.assign([], { links: tokens.links });
    const close = (): void => {
      if (words.some(({ type }) => type !== 'space'))
        pieces.push({ sort: 'words', html: marked.parser(words) });
      words = Object.assign([], { links: tokens.links });
    };
    let panels = 0;
    for (const token of tokens) {
      if (token.type === 'code' && token['lang'] === panelLanguage) {
        close();
        pieces.push({ sort: 'panel', index: panels });
        panels += 1;
      } else words.push(token);
    }
    close();
    return pieces;
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    // Quotations within quotations, some thousand deep: nobody's page, but no reason to show nothing.
    const html = `<p class="aside">This text is nested too deeply to be laid out.</p><pre><code>${escapeHtml(text)}</code></pre>`;
    return [{ sort: 'words', html }];
  }
}
