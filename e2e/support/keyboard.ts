/**
 * A user without a mouse: what has the keyboard's focus, whether that can be seen, and walking there with Tab. Nothing
 * here points or clicks.
 */

import type { Page } from 'playwright';

export interface Focus {
  /** Its role and name: `button "Open the sample project"`. */
  readonly says: string;
  /** On nothing: the next key goes nowhere. */
  readonly isLost: boolean;
  /** It, or the frame or label right around it, is outlined and in sight. */
  readonly isVisible: boolean;
}

interface Box {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}
interface PageElement {
  readonly tagName: string;
  readonly type?: string;
  readonly innerText: string;
  readonly labels?: Iterable<PageElement> | null;
  readonly parentElement: PageElement | null;
  getAttribute(name: string): string | null;
  getBoundingClientRect(): Box;
}
interface PageGlobals {
  readonly document: { readonly activeElement: PageElement | null };
  readonly innerWidth: number;
  readonly innerHeight: number;
  getComputedStyle(
    this: void,
    element: PageElement,
  ): { readonly outlineStyle: string; readonly outlineWidth: string };
}

export function focusOf(page: Page): Promise<Focus> {
  return page.evaluate(seeFocus);
}

/**
 * In the page, at one moment. The view as a whole has the focus after going somewhere: that is where to start from, and no
 * control that has to be outlined.
 */
function seeFocus(): Focus {
  const { document, innerWidth, innerHeight, getComputedStyle } = globalThis as unknown as PageGlobals;
  const element = document.activeElement;
  if (element === null || element.tagName === 'BODY' || element.tagName === 'HTML')
    return { says: 'nothing', isLost: true, isVisible: false };
  const isOutlined = (each: PageElement | null): boolean => {
    if (each === null) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(each);
    const { top, left, bottom, right } = each.getBoundingClientRect();
    const isInSight = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
    const isLarge = bottom - top >= 8 && right - left >= 8;
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1 && isInSight && isLarge;
  };
  const kinds: Record<string, string> = { A: 'link', SELECT: 'combobox', TEXTAREA: 'textbox' };
  const kind = kinds[element.tagName] ?? (element.tagName === 'INPUT' ? element.type : element.tagName);
  const label = [...(element.labels ?? [])][0]?.innerText;
  const name = element.getAttribute('aria-label') ?? label ?? element.innerText;
  return {
    says: `${element.getAttribute('role') ?? kind?.toLowerCase()} "${name.replaceAll(/\s+/g, ' ').trim()}"`,
    isLost: false,
    isVisible: element.tagName === 'MAIN' || isOutlined(element) || isOutlined(element.parentElement),
  };
}

const mostStops = 200;

/** Presses Tab until what is reached says this; every stop on the way has to be visible. */
export async function tabTo(page: Page, says: string): Promise<void> {
  const passed: string[] = [];
  for (let stop = 0; stop < mostStops; stop += 1) {
    await page.keyboard.press('Tab');
    const focus = await focusOf(page);
    if (!focus.isLost && !focus.isVisible) throw new Error(`The focus cannot be seen on: ${focus.says}`);
    if (focus.says === says) return;
    passed.push(focus.says);
  }
  throw new Error(`Tab never came to ${says}, but to: ${[...new Set(passed)].join('; ')}`);
}

/** Every stop of Tab, from the window's first to its last. */
export async function tabThrough(page: Page): Promise<Focus[]> {
  const first = 'link "Skip to the view"';
  if ((await focusOf(page)).says !== first) await tabTo(page, first);
  const stops = [await focusOf(page)];
  while (stops.length < mostStops) {
    await page.keyboard.press('Tab');
    const focus = await focusOf(page);
    if (focus.isLost || focus.says === first) return stops;
    stops.push(focus);
  }
  throw new Error(`Tab does not come out of: ${stops.at(-1)?.says}`);
}
