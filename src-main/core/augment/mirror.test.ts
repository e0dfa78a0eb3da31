import fc from 'fast-check';
import { expect, test } from 'vitest';

import { randomStream } from '../../../src-shared/base/random.ts';
import { createPart } from '../../../src-shared/spec/part.ts';
import { augmentationParts } from './index.ts';
import { mirrorImage } from './mirror.ts';

const sizes = fc.record({
  height: fc.integer({ min: 1, max: 6 }),
  width: fc.integer({ min: 1, max: 6 }),
  channels: fc.integer({ min: 1, max: 3 }),
});

test('a mirrored pixel comes from the other side of its row, in all its channels; twice is the image itself', () => {
  fc.assert(
    fc.property(sizes, fc.infiniteStream(fc.nat(255)), (image, bytes) => {
      const { height, width, channels } = image;
      const source = Uint8Array.from(bytes.take(height * width * channels));
      const before = source.slice();
      const target = new Uint8Array(source.length).fill(7);
      mirrorImage(source, target, image);
      const expected = target.map((_, at) => {
        const channel = at % channels;
        const column = Math.floor(at / channels) % width;
        const row = Math.floor(at / (channels * width));
        return source[(row * width + (width - 1 - column)) * channels + channel] ?? -1;
      });
      expect(target).toEqual(expected);
      expect(source).toEqual(before);
      const again = new Uint8Array(source.length);
      mirrorImage(target, again, image);
      expect(again).toEqual(source);
    }),
  );
});

test('about half of the images are mirrored, the others are shown as they are, and the same stream repeats it', () => {
  const image = { height: 1, width: 2, channels: 3 };
  const source = Uint8Array.from([1, 2, 3, 4, 5, 6]);
  const mirror = createPart(augmentationParts, { kind: 'mirror' });
  const shown = (): string[] => {
    const random = randomStream(3, 'augmentation');
    return Array.from({ length: 4000 }, () => {
      const target = new Uint8Array(6);
      mirror.apply(source, target, image, random);
      return target.join();
    });
  };
  const first = shown();
  expect(new Set(first)).toEqual(new Set(['1,2,3,4,5,6', '4,5,6,1,2,3']));
  const mirrored = first.filter((each) => each === '4,5,6,1,2,3').length;
  expect(Math.abs(mirrored - 2000)).toBeLessThan(110); // 3.5 standard deviations
  expect(shown()).toEqual(first);
});
