import fc from 'fast-check';
import { expect, test } from 'vitest';

import { randomStream } from '../../../src-shared/base/random.ts';
import { createPart } from '../../../src-shared/spec/part.ts';
import { augmentationParts } from './index.ts';
import { shiftImage } from './shift.ts';

test('a shifted pixel comes from where the shift says, and is blank where that is outside', () => {
  const sizes = fc.record({
    height: fc.integer({ min: 1, max: 6 }),
    width: fc.integer({ min: 1, max: 6 }),
    channels: fc.integer({ min: 1, max: 3 }),
  });
  const distance = fc.integer({ min: -8, max: 8 });
  fc.assert(
    fc.property(sizes, distance, distance, fc.infiniteStream(fc.nat(255)), (image, down, right, bytes) => {
      const { height, width, channels } = image;
      const source = Uint8Array.from(bytes.take(height * width * channels));
      const before = source.slice();
      const target = new Uint8Array(source.length).fill(7);
      shiftImage(source, target, image, down, right);
      const expected = target.map((_, at) => {
        const channel = at % channels;
        const column = (Math.floor(at / channels) % width) - right;
        const row = Math.floor(at / (channels * width)) - down;
        const inside = row >= 0 && row < height && column >= 0 && column < width;
        return inside ? (source[(row * width + column) * channels + channel] ?? -1) : 0;
      });
      expect(target).toEqual(expected);
      expect(source).toEqual(before);
    }),
    { numRuns: 300 },
  );
});

test('all 25 shifts of up to 2 pixels are equally likely', () => {
  const image = { height: 5, width: 5, channels: 1 };
  const source = new Uint8Array(25);
  source[12] = 255; // the middle: where it lands tells the shift
  const target = new Uint8Array(25);
  const shift = createPart(augmentationParts, { kind: 'shift' });
  const random = randomStream(1, 'augmentation');
  const counts = new Array<number>(25).fill(0);
  for (let i = 0; i < 25_000; i += 1) {
    shift.apply(source, target, image, random);
    const landed = target.indexOf(255);
    counts[landed] = (counts[landed] ?? 0) + 1;
  }
  const chiSquared = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  expect(chiSquared).toBeLessThan(51.2); // 0.1 % point for 24 degrees of freedom
});

test('the same stream gives the same shifts, and each image takes the same share of it', () => {
  const image = { height: 4, width: 4, channels: 1 };
  const source = Uint8Array.from({ length: 16 }, (_, i) => i + 1);
  const shift = createPart(augmentationParts, { kind: 'shift', maximum: 3 });
  const run = (): number[][] => {
    const random = randomStream(9, 'augmentation', 4);
    return Array.from({ length: 20 }, () => {
      const target = new Uint8Array(16);
      shift.apply(source, target, image, random);
      return [...target];
    });
  };
  expect(run()).toEqual(run());
});
