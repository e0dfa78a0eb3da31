/** What the address of an inspection says: which checkpoint, which image, which labels, which tab. */

import type { InspectedAt } from '../../src-shared/views/inspection-view.ts';
import { number } from '../ui/format.ts';
import type { SplitName } from './inspection.svelte.ts';

export const inspectTabs = ['hardest', 'confusion', 'fields', 'calibration', 'projection'] as const;
export type InspectTab = (typeof inspectTabs)[number];

/** An image of the dataset, a digit drawn in the window, or a picture of the user's own. */
export type ShownImage = 'dataset' | 'drawn' | 'picture';

export interface InspectionPlace {
  /** null: the newest checkpoint. */
  readonly step: number | null;
  readonly split: SplitName;
  /** null: none chosen yet. */
  readonly index: number | null;
  readonly positive: number | null;
  readonly negative: number | null;
  /** Of the filmstrip; null: all classes. */
  readonly label: number | null;
  readonly image: ShownImage;
  readonly tab: InspectTab;
}

const splits: readonly SplitName[] = ['train', 'validation', 'test'];
const images: readonly ShownImage[] = ['dataset', 'drawn', 'picture'];

/** No dataset has a class of a larger number. */
const mostLabel = 65_535;

/** What cannot be read counts as not said. */
export function inspectionPlaceOf(parameters: Readonly<Record<string, string>>): InspectionPlace {
  const whole = (name: string, most = Infinity): number | null => {
    const text = parameters[name] ?? '';
    return /^\d{1,12}$/.test(text) && Number(text) <= most ? Number(text) : null;
  };
  return {
    step: whole('step'),
    split: splits.find((split) => split === parameters['split']) ?? 'test',
    index: whole('index'),
    positive: whole('positive', mostLabel),
    negative: whole('negative', mostLabel),
    label: whole('class', mostLabel),
    image: images.find((image) => image === parameters['image']) ?? 'dataset',
    tab: inspectTabs.find((tab) => tab === parameters['tab']) ?? 'hardest',
  };
}

/** Which checkpoint an answer is from, in words. */
export function checkpointWords({ step, epoch }: Pick<InspectedAt, 'step' | 'epoch'>): string {
  return `Checkpoint of step ${number(step)}, epoch ${number(epoch, 3)}`;
}
