/** From what the program says a net will see to pictures, all on one scale. */

import type { InputPreview } from '../../../src-shared/views/workbench-view.ts';
import type { GridImage } from '../../charts/chart-data.ts';

export interface InputRow {
  readonly index: number;
  readonly label: string;
  /** Raw, positive, negative, neutral; without what this experiment has not got. */
  readonly images: readonly GridImage[];
}

export function inputRows(preview: InputPreview): InputRow[] {
  const { height, width, channels } = preview.image;
  const size = height * width * channels;
  const nameOf = (label: number): string => preview.classNames[label] ?? String(label);
  return preview.examples.map(({ index, label, negative }, row) => {
    const picture = (values: Float32Array, caption: string, tone: GridImage['tone']): GridImage => ({
      values: values.subarray(row * size, (row + 1) * size),
      title: `Example ${index}, ${caption}`,
      caption,
      tone,
    });
    const told = preview.neutral !== null;
    const wrong = negative === null ? 'stand-in' : `label ${nameOf(negative)}`;
    return {
      index,
      label: nameOf(label),
      images: [
        picture(preview.raw, 'raw', undefined),
        picture(preview.positive, told ? `positive, label ${nameOf(label)}` : 'positive', 'positive'),
        ...(preview.negative === null
          ? []
          : [picture(preview.negative, told ? `negative, ${wrong}` : 'negative', 'negative')]),
        ...(preview.neutral === null ? [] : [picture(preview.neutral, 'neutral', 'neutral')]),
      ],
    };
  });
}

/** From the least to the greatest number the net will see; [0, 1] where there is nothing. */
export function inputRange({ raw, positive, negative, neutral }: InputPreview): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const values of [raw, positive, negative, neutral]) {
    for (const value of values ?? []) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : [0, 1];
}
