/**
 * The sorts of parts an experiment is made of, in the order they are asked for. Each is a slot of the spec: what it is
 * called, what it decides in plain words, and whether it holds a list of parts.
 */

interface SlotInfo {
  readonly label: string;
  readonly help: string;
  /** One part unless said. */
  readonly holds?: 'list';
}

const slots = {
  method: { label: 'Method', help: 'How the net learns: every layer alone, or all by back-propagation.' },
  dataset: { label: 'Dataset', help: 'The images and labels to learn from, and how many of them.' },
  augmentation: {
    label: 'Augmentation',
    help: 'Changes made to training images at random each time they are seen, in this order.',
    holds: 'list',
  },
  labels: {
    label: 'Label',
    help: 'How the net is told a label, in its input or above its last layer: a positive carries the right one, a negative a wrong one.',
  },
  layers: {
    label: 'Layers',
    help: 'The net from bottom to top. Each layer learns by itself: high goodness for positives, low for negatives.',
    holds: 'list',
  },
  feedback: {
    label: 'Top-down input',
    help: 'Whether layers also see the layer above them. The net is then recurrent: it settles over several iterations.',
  },
  device: {
    label: 'Device',
    help: 'What the layers run on: exact arithmetic, or an analog device that does what it should only about, in a way of its own.',
  },
  activation: { label: 'Activation', help: 'What a unit makes of its weighted input.' },
  normalization: {
    label: 'Normalization',
    help: "Scales a layer's input so that the layer above cannot read off the goodness of the layer below.",
  },
  goodness: {
    label: 'Goodness',
    help: "The number that says how positive a layer finds its input, made from its units' activities.",
  },
  threshold: {
    label: 'Threshold',
    help: 'The goodness at which a layer finds its input as likely positive as negative.',
  },
  regions: {
    label: 'Regions',
    help: 'Whether a layer has one goodness function or several, one for each region of it.',
  },
  objective: {
    label: 'Objective',
    help: 'What each layer lowers: how wrong its p(positive) is on positives and negatives.',
  },
  peer: {
    label: 'Peer normalization',
    help: "Pulls each unit's mean activity towards that of its layer, so that few units die and none does everything.",
  },
  negatives: { label: 'Negatives', help: 'Where the wrong labels of negative data come from.' },
  dropout: {
    label: 'Dropout',
    help: 'What of a layer is hidden from the layer above while the net learns. Off wherever it answers or is measured.',
  },
  optimizer: { label: 'Optimizer', help: "How a layer's gradient becomes a change of its weights." },
  training: {
    label: 'Training',
    help: 'All layers together or one after the other, for how long, and in what batches.',
  },
  schedule: { label: 'Schedule', help: 'How the learning rate changes during the run.' },
  readouts: {
    label: 'Read-outs',
    help: "How the net's answer is read off its layers. Each is trained and tested beside the others.",
    holds: 'list',
  },
  engine: {
    label: 'Engine',
    help: 'What computes the numbers: a GPU or CPU program. It changes the speed, and the last bits.',
  },
} as const satisfies Readonly<Record<string, SlotInfo>>;

export type PartSlot = keyof typeof slots;
type ListSlot = {
  [S in PartSlot]: (typeof slots)[S] extends { readonly holds: 'list' } ? S : never;
}[PartSlot];

/** By slot, for those who show a form. */
export const slotInfo: Readonly<Record<PartSlot, SlotInfo>> = slots;

export const partSlots: readonly PartSlot[] = Object.keys(slots) as PartSlot[];

/** True for slots that hold a list of parts. */
export function isListSlot(slot: PartSlot): slot is ListSlot {
  return slotInfo[slot].holds === 'list';
}
