/** A saved SVG read by the browser's own XML parser, without being shown: its words, colours and whatever could run. */

import type { Page } from 'playwright';

export interface SvgContent {
  /** What the parser says against it. */
  readonly problem: string | null;
  /** Elements and attributes that run or load something. */
  readonly forbidden: readonly string[];
  /** Every text that is drawn. */
  readonly words: readonly string[];
  /** Of lines and areas, as written. */
  readonly colours: readonly string[];
}

interface SvgAttribute {
  readonly name: string;
  readonly value: string;
}
interface SvgElement {
  readonly tagName: string;
  readonly textContent: string;
  readonly attributes: Iterable<SvgAttribute>;
  querySelectorAll(selector: string): Iterable<SvgElement>;
}
interface PageGlobals {
  readonly DOMParser: new () => {
    parseFromString(text: string, type: 'image/svg+xml'): { readonly documentElement: SvgElement };
  };
}

export function markupIn(page: Page, svg: string): Promise<SvgContent> {
  return page.evaluate(readSvg, svg);
}

/** In the page. */
function readSvg(svg: string): SvgContent {
  const { DOMParser } = globalThis as unknown as PageGlobals;
  const { documentElement } = new DOMParser().parseFromString(svg, 'image/svg+xml');
  const elements = [documentElement, ...documentElement.querySelectorAll('*')];
  const attributes = elements.flatMap((element) => [...element.attributes]);
  const isLoading = ({ name, value }: SvgAttribute): boolean =>
    /^on/i.test(name) || (/href$/i.test(name) && !/^(#|data:image[/]png)/.test(value));
  const error = elements.find(({ tagName }) => tagName === 'parsererror');
  return {
    problem: error?.textContent ?? null,
    forbidden: [
      ...elements
        .filter(({ tagName }) => /^(script|img|iframe|foreignObject|a|use)$/i.test(tagName))
        .map(({ tagName }) => tagName),
      ...attributes.filter(isLoading).map(({ name, value }) => `${name}=${value}`),
    ],
    words: elements.filter(({ tagName }) => tagName === 'text').map(({ textContent }) => textContent),
    colours: attributes
      .filter(({ name, value }) => /^(stroke|fill)$/.test(name) && /^(#|rgb)/.test(value))
      .map(({ value }) => value),
  };
}
