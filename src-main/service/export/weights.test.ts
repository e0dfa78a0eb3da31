import { expect, test } from 'vitest';

import { encodeNpy } from './npy.ts';
import { plainWeights } from './weights.ts';

const array = (shape: number[], ...values: number[]) => ({ shape, data: Float32Array.from(values) });

test('blocks become one matrix, label rows first; optimizer state stays behind', () => {
  const weights = plainWeights({
    'layer1/weights/image': array([2, 2], 3, 5, 4, 6),
    'layer1/weights/image/smoothedGradient': array([2, 2], 9, 9, 9, 9),
    'layer1/weights/label': array([2, 1], 1, 2),
    'layer1/bias': array([1, 2], 7, 8),
    'layer1/peerMean': array([1, 2], 9, 9),
    'layer10/weights/below': array([1, 1], 10),
    'layer2/weights/below': array([1, 1], 2),
    'softmax/weights/layer2': array([1, 1], 11),
  });
  expect([...weights]).toEqual([
    ['layer1/weights', array([3, 2], 1, 2, 3, 4, 5, 6)],
    ['layer1/bias', array([2], 7, 8)],
    ['layer2/weights', array([1, 1], 2)],
    ['layer10/weights', array([1, 1], 10)],
    ['softmax/layer2/weights', array([1, 1], 11)],
  ]);
});

test('an array file says its type and shape, and its data begin at a multiple of 64', () => {
  const bytes = Buffer.from(encodeNpy({ shape: [2], data: Float64Array.of(1, 2) }));
  const headerEnd = 10 + bytes.readUInt16LE(8);
  expect([
    bytes.subarray(0, 8).toString('latin1'),
    headerEnd % 64,
    bytes.subarray(10, headerEnd).toString('latin1').trim(),
    bytes.readDoubleLE(headerEnd + 8),
    bytes.length - headerEnd,
  ]).toEqual(['\x93NUMPY\x01\x00', 0, "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", 2, 16]);
});
