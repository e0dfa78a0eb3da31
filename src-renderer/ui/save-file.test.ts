/** Names of files made from titles. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fileStem } from './save-file.ts';

const shape = /^(?!-)[\p{Letter}\p{Number}-]{1,80}(?<!-)$/u;

const anyCharacter = fc.nat(0x10_ff_ff).map((code) => String.fromCodePoint(code));

describe('the name of a file', () => {
  it('is the title in small letters, with hyphens between words', () => {
    expect(fileStem('Test error, goodness')).toBe('test-error-goodness');
    expect(fileStem('  PCA of layer 2 (500 images) ')).toBe('pca-of-layer-2-500-images');
    expect(fileStem('Größe 大')).toBe('größe-大');
  });

  it('is "chart" where the title has no letter', () => {
    expect([fileStem(''), fileStem('… / ?')]).toEqual(['chart', 'chart']);
  });

  it('is no path and not too long, whatever the title is', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 200 }), (title) => {
        expect(fileStem(title)).toMatch(shape);
      }),
    );
    expect(fileStem('../../etc/passwd')).toBe('etc-passwd');
    expect(fileStem(`${'a'.repeat(79)} b`)).toBe('a'.repeat(79));
  });
});
