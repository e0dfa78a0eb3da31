/** What is shown of images that a net made. */

import { expect, it } from 'vitest';

import type { ByteFilm } from '../ui/byte-colours.ts';
import { allSamples, howMade, samplesMoment } from './sample-rows.ts';

/** Two rows of three images of one by two pixels, at two moments. */
const film: ByteFilm = {
  name: 'samples/image-map',
  shape: [2, 3, 1, 2, 1],
  count: 2,
  steps: Float64Array.of(0, 500),
  epochs: Float64Array.of(0, 1),
  range: [-1, 1],
  momentAt: (step) => (step < 500 ? 0 : 1),
  moment: (index) => ({
    low: -1,
    high: 1,
    bytes: Uint8Array.from({ length: 12 }, (_, at) => (index === 0 ? 0 : at === 11 ? 255 : at)),
  }),
};

it('a row is of one class, and its images are the pixels that were recorded', () => {
  const moment = samplesMoment(film, 700, true);
  expect(moment).toMatchObject({ step: 500, epoch: 1, shape: { height: 1, width: 2, channels: 1 } });
  expect(moment?.rows.map(({ label, images }) => [label, images.length])).toEqual([
    ['0', 3],
    ['1', 3],
  ]);
  const last = moment?.rows[1]?.images[2];
  expect([last?.title, ...Array.from(last?.values ?? [])]).toEqual([
    'Image 3 made for class 1',
    expect.closeTo(-1 + 20 / 255, 6),
    1,
  ]);
  expect(samplesMoment(film, 0, true)?.rows[1]?.images[2]?.values).toEqual(Float32Array.of(-1, -1));
});

it('without chosen classes rows have no label and images a number of their own', () => {
  const moment = samplesMoment(film, 500, false);
  if (moment === null) throw new Error('no moment');
  expect(moment.rows.map(({ label }) => label)).toEqual([null, null]);
  expect(allSamples(moment).map(({ title, caption }) => [title, caption])).toEqual(
    [1, 2, 3, 4, 5, 6].map((number) => [`Image ${number}`, undefined]),
  );
});

it('an image on its way out of the window carries its class', () => {
  const moment = samplesMoment(film, 500, true);
  expect(moment === null ? [] : allSamples(moment).map(({ caption }) => caption)).toEqual('000111'.split(''));
});

it('a film without moments shows nothing, and a maker nobody knows is not explained', () => {
  expect(samplesMoment({ ...film, count: 0, momentAt: () => -1 }, 5, true)).toBeNull();
  expect([howMade('image-map').length > 0, howMade('toString')]).toEqual([true, '']);
});
