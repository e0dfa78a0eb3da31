import fc from 'fast-check';
import { expect, test } from 'vitest';

import { changeKept, withMember } from './kept-choices.ts';

interface Choices {
  readonly axis: string;
  readonly columns: readonly string[];
}
const parse = (stored: string | null): Choices =>
  stored === null ? { axis: 'step', columns: ['name'] } : (JSON.parse(stored) as Choices);

const change = fc.record({
  window: fc.constantFrom(0, 1),
  change: fc.oneof(
    fc.constantFrom('step', 'epoch').map((axis) => () => ({ axis })),
    fc
      .record({ column: fc.constantFrom('a', 'b', 'name'), shown: fc.boolean() })
      .map(({ column, shown }) => (now: Choices) => ({ columns: withMember(now.columns, column, shown) })),
  ),
});

test('whatever two windows choose, what is kept is as if one had chosen all, and each shows its own', () => {
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      const kept = new Map<string, string>();
      const place = {
        getItem: (key: string) => kept.get(key) ?? null,
        setItem: (key: string, value: string) => void kept.set(key, value),
      };
      const shown = [parse(null), parse(null)];
      const alone = [parse(null), parse(null)];
      let all = parse(null);
      for (const { window, change: made } of changes) {
        shown[window] = changeKept(place, 'choices', parse, shown[window] as Choices, made);
        alone[window] = { ...(alone[window] as Choices), ...made(alone[window] as Choices) };
        all = { ...all, ...made(all) };
      }
      expect([parse(place.getItem('choices')), shown]).toEqual([all, alone]);
    }),
    { numRuns: 1000 },
  );
});
