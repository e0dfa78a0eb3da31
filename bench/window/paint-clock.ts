/**
 * A clock inside the page. It tells how long after an input the last change of what is seen was painted, and how evenly
 * frames follow each other. A change is one of the document inside the part looked at, or a drawing on a canvas there;
 * it counts as painted once the frame after it has been handed over. So nothing of the page has to help, and what is
 * measured is what a user waits for: all of it, the answer of the program and the last chart included.
 */

import type { Page } from 'playwright';

/** In milliseconds after the input. */
export interface Painted {
  /** The first change. */
  readonly first: number;
  /** The last one before it was quiet. */
  readonly last: number;
}

interface PageClock {
  watch(part: string, eventType: string | null): void;
  settle(quietMs: number, patienceMs: number): Promise<Painted | null>;
  startFrames(): void;
  stopFrames(): number[];
}

declare global {
  interface Window {
    paintClock: PageClock;
  }
}

/** Before the page is opened. */
export async function installPaintClock(page: Page): Promise<void> {
  await page.addInitScript(pageClock);
}

export interface PaintQuestion {
  /** Selector of the part looked at. */
  readonly part: string;
  /** The clock starts with the next event of this type: "click", "keydown". */
  readonly event: string;
  /** So long nothing may change before it counts as settled, in milliseconds; three times as long before anything did. */
  readonly quietMs?: number;
}

const patienceMs = 60_000;

/** When what an input changes is painted; null where it changes nothing. */
export async function timeInput(
  page: Page,
  { part, event, quietMs = 250 }: PaintQuestion,
  input: () => Promise<unknown>,
): Promise<Painted | null> {
  await page.evaluate(([where, type]) => window.paintClock.watch(where, type), [part, event] as const);
  await input();
  return page.evaluate(([quiet, patience]) => window.paintClock.settle(quiet, patience), [
    quietMs,
    patienceMs,
  ] as const);
}

/** Milliseconds between frames while `action` goes on. */
export async function timeFrames(page: Page, action: () => Promise<unknown>): Promise<number[]> {
  await page.evaluate(() => window.paintClock.startFrames());
  await action();
  return page.evaluate(() => window.paintClock.stopFrames());
}

/** Runs in the page, before everything else of it: must not use anything outside of itself. */
function pageClock(): void {
  let part = 'body';
  let start: number | null = null;
  let first: number | null = null;
  let last: number | null = null;
  let isDue = false;
  let stopListening = (): void => {};

  const isSeen = (node: Node | null): boolean => {
    const element = node instanceof Element ? node : (node?.parentElement ?? null);
    return element !== null && element.closest(part) !== null;
  };
  const changed = (): void => {
    if (start === null || isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        isDue = false;
        last = performance.now();
        first ??= last;
      };
      channel.port2.postMessage(null);
    });
  };

  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its own object below
  const draw = CanvasRenderingContext2D.prototype.clearRect;
  CanvasRenderingContext2D.prototype.clearRect = function (...area) {
    if (isSeen(this.canvas)) changed();
    draw.apply(this, area);
  };
  // eslint-disable-next-line @typescript-eslint/unbound-method -- as above
  const put = CanvasRenderingContext2D.prototype.putImageData as (...all: unknown[]) => void;
  CanvasRenderingContext2D.prototype.putImageData = function (...all: unknown[]) {
    if (isSeen(this.canvas)) changed();
    put.apply(this, all);
  };
  addEventListener('DOMContentLoaded', () => {
    new MutationObserver((changes) => {
      if (changes.some(({ target }) => isSeen(target))) changed();
    }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  });

  let frames: number[] | null = null;
  window.paintClock = {
    watch(where, eventType) {
      stopListening();
      [part, start, first, last] = [where, null, null, null];
      if (eventType === null) {
        start = performance.now();
        return;
      }
      const begin = (event: Event): void => {
        start = event.timeStamp;
        stopListening();
      };
      addEventListener(eventType, begin, { capture: true });
      stopListening = () => removeEventListener(eventType, begin, { capture: true });
    },
    settle: (quietMs, patience) =>
      new Promise((resolve, reject) => {
        const asked = performance.now();
        const look = (): void => {
          const now = performance.now();
          if (!isDue && now - (last ?? asked) >= (last === null ? 3 * quietMs : quietMs)) {
            if (start === null) reject(new Error('the input did not arrive'));
            else if (first === null || last === null) resolve(null);
            else resolve({ first: first - start, last: last - start });
          } else if (now - asked > patience) reject(new Error(`${part} did not come to rest`));
          else setTimeout(look, 20);
        };
        look();
      }),
    startFrames() {
      const intervals: number[] = [];
      frames = intervals;
      let before: number | null = null;
      const tick = (now: number): void => {
        if (frames !== intervals) return;
        if (before !== null) intervals.push(now - before);
        before = now;
        requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
    },
    stopFrames() {
      const intervals = frames ?? [];
      frames = null;
      return intervals;
    },
  };
}
