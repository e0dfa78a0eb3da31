/** Which measures are terms of the field, so that charts can explain them on hover: by the name of a metric or a chart. */

import type { TermName } from './glossary.ts';

/** The first that fits counts. */
export const measureTerms: readonly { readonly pattern: RegExp; readonly term: TermName }[] = [
  { pattern: /pairwise/, term: 'pairwiseError' },
  { pattern: /\bauc\b/, term: 'auc' },
  { pattern: /\bdead\b/, term: 'deadUnit' },
  { pattern: /\blayer-error\b|^error\/\w+\/layer\d+$/, term: 'layerError' },
  { pattern: /^text\/accuracy|^right-characters$/, term: 'teacherForced' },
  { pattern: /\berror\b/, term: 'errorRate' },
  { pattern: /\bloss\b/, term: 'objective' },
  { pattern: /\bgoodness\b/, term: 'goodness' },
  { pattern: /\bactivity\b/, term: 'activity' },
];

/** One for each name: the term where it is met first, null where it was met before or is none. */
export function firstTerms(names: readonly string[]): (TermName | null)[] {
  const met = new Set<TermName>();
  return names.map((name) => {
    const term = measureTerms.find(({ pattern }) => pattern.test(name))?.term;
    if (term === undefined || met.has(term)) return null;
    met.add(term);
    return term;
  });
}
