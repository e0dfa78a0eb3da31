/** The rules of accessibility that a page breaks, by axe. */

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';

export interface Judged {
  /** A selector of what is looked at; left out: the page. */
  readonly within?: string;
  /** Left out: every rule. */
  readonly rules?: readonly string[];
  readonly without?: readonly string[];
}

/** Each as the rule's name and the first part of the element. */
export async function inaccessible(page: Page, { within, rules, without }: Judged = {}): Promise<string[]> {
  // The window has no frames, and what axe does for them takes as long as all else.
  const builder = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
  if (within !== undefined) builder.include(within);
  if (without !== undefined) builder.disableRules([...without]);
  if (rules !== undefined) builder.withRules([...rules]);
  const { violations } = await builder.analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}
