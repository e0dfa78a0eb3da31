/**
 * Stands in for the page's document where tests run without one: elements that keep what is put into them, canvases that
 * keep their pixels. It knows only what charts use, and refuses markup, so that text can become nothing but text.
 */

export class PlainElement {
  readonly tag: string;
  readonly children: PlainElement[] = [];
  readonly style: Record<string, string> = {};
  className = '';
  textContent = '';

  constructor(tag: string) {
    this.tag = tag;
  }

  appendChild<T extends PlainElement>(child: T): T {
    this.children.push(child);
    return child;
  }

  set innerHTML(markup: string) {
    throw new Error(`Markup was put into <${this.tag}>: ${markup}`);
  }
}

export class PlainCanvas extends PlainElement {
  width = 300;
  height = 150;
  pixels: Uint8ClampedArray | null = null;

  getContext() {
    return {
      createImageData: (width: number, height: number) => ({
        data: new Uint8ClampedArray(4 * width * height),
      }),
      putImageData: (image: { readonly data: Uint8ClampedArray }) => (this.pixels = image.data),
    };
  }

  /** No PNG: only as different from canvas to canvas as a PNG would be. */
  toDataURL(): string {
    return `data:image/png;base64,${btoa(String.fromCharCode(...(this.pixels ?? [])))}`;
  }
}

export const plainDocument = {
  createElement: (tag: string): PlainElement =>
    tag === 'canvas' ? new PlainCanvas(tag) : new PlainElement(tag),
};
