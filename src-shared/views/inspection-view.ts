/** What Inspect shows: a trained net's answers to one image or to a whole split, as of one checkpoint. */

export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Of a window of text, below an empty first row one row per symbol, one-hot: what each column stands for. */
  readonly symbols?: readonly string[];
}

/** Which checkpoint was looked into. */
export interface InspectedAt {
  readonly run: string;
  readonly step: number;
  readonly epoch: number;
}

export interface ExampleInfo {
  readonly index: number;
  readonly label: number;
}

/** Examples with their images, one byte a pixel. */
export interface ExamplePage {
  /** Examples of the split that match. */
  readonly total: number;
  readonly image: ImageShape;
  readonly classNames: readonly string[];
  readonly examples: readonly ExampleInfo[];
  /** [examples, height * width * channels] */
  readonly pixels: Uint8Array;
}

/** A layer under two inputs: an image under two labels, or an image and the negative made from it. */
export interface LayerUnderTwoInputs {
  readonly name: string;
  readonly units: number;
  /** How the units are laid out. */
  readonly output: ImageShape;
  /** As many as units, or as channels where positions share their weights; unit u has set u % weightSets. */
  readonly weightSets: number;
  /** Un-normalized activities, [units] each; no negative where training has none. */
  readonly positive: Float32Array;
  readonly negative: Float32Array | null;
  /** Null where the layer has no goodness of its own. */
  readonly judged: {
    readonly threshold: number;
    readonly goodness: { readonly positive: number; readonly negative: number };
    /** sigmoid(goodness - threshold). */
    readonly probability: { readonly positive: number; readonly negative: number };
    /** Null where the layer has one goodness function; else it has one for each of these regions, and `goodness` is their sum. */
    readonly regions: RegionGoodness | null;
  } | null;
}

/** Goodness of every region of a layer, row by row, [rows * columns]. */
export interface RegionGoodness {
  readonly rows: number;
  readonly columns: number;
  /** Of every region. */
  readonly threshold: number;
  readonly positive: Float32Array;
  readonly negative: Float32Array;
}

/** What a net that settles computed; layers and goodness above are the mean over, or the last of, the iterations judged. */
export interface SettlingInspection {
  /** Counted from 1, both included. */
  readonly judged: { readonly first: number; readonly last: number };
  /** Of the layers that the goodness read-out counts, summed, by iteration: [iterations, classes]. */
  readonly goodness: Float32Array;
  readonly iterations: readonly {
    readonly layers: readonly LayerUnderTwoInputs[];
    /** [layers, classes] */
    readonly goodnessByLabel: Float32Array;
  }[];
}

export interface ReadoutAnswer {
  /** A read-out's name, such as "softmax", or "goodness/layer1", ... (goodness of that layer alone). */
  readonly readout: string;
  readonly answer: number;
  /** Goodness, or a linear read-out's probability, by class; of all classes, also those that were no candidates. */
  readonly scores: Float32Array;
}

export interface ImageInspection {
  readonly at: InspectedAt;
  readonly image: ImageShape;
  readonly classNames: readonly string[];
  /** As bytes, [height * width * channels]. */
  readonly pixels: Uint8Array;
  /** The example's own label; null for a drawn image. */
  readonly trueLabel: number | null;
  /** Null where the net is told no label. */
  readonly positiveLabel: number | null;
  readonly negativeLabel: number | null;
  /** What the net sees, in its own numbers, [height * width * channels]; no negative where training has none. */
  readonly inputs: { readonly positive: Float32Array; readonly negative: Float32Array | null };
  readonly layers: readonly LayerUnderTwoInputs[];
  /** Goodness of every class at every layer, [layers, classes]; empty where the net is told no label. */
  readonly goodnessByLabel: Float32Array;
  /** The labels that answers by goodness were looked for among, the most probable first; null: all. */
  readonly candidates: readonly number[] | null;
  /** A net with top-down input, iteration by iteration; null for a net of one pass. */
  readonly settling: SettlingInspection | null;
  readonly answers: readonly ReadoutAnswer[];
  /** In words, what does not apply to this net, and what stands in for what. */
  readonly notes: readonly string[];
  readonly milliseconds: number;
}

/** A picture of a file as an image of a dataset. */
export interface PictureAsImage {
  readonly image: ImageShape;
  /** One byte a value, [height * width * channels]. */
  readonly pixels: Uint8Array;
  /** In words, what was done to it, and what may be wrong with it. */
  readonly notes: readonly string[];
}

/** A trained net as a classifier for other programs. */
export interface ClassifierFile {
  readonly at: InspectedAt;
  /** An ONNX model: input "images" [N, height * width * channels] from 0 to 1; an output [N, classes] per read-out. */
  readonly bytes: Uint8Array;
  readonly image: ImageShape;
  readonly classNames: readonly string[];
  /** The names of the outputs, in their order. */
  readonly readouts: readonly string[];
}

/** The answers of every read-out to many examples. */
export interface SplitInspection {
  readonly at: InspectedAt;
  readonly split: 'train' | 'validation' | 'test';
  readonly examples: number;
  readonly classNames: readonly string[];
  readonly readouts: readonly {
    readonly readout: string;
    readonly error: number;
    /** [classes (true), classes (answered)], counts. */
    readonly confusion: Uint32Array;
    /** The class answered, by example. */
    readonly answers: Uint16Array;
  }[];
  readonly labels: Uint16Array;
  /**
   * The wrong label that came closest (or won), hardest first: the summed goodness of the right label less that of the
   * wrong one, which is negative where the net is fooled. Empty where the net is told no label, and so is `calibration`.
   */
  readonly hardest: readonly {
    readonly index: number;
    readonly label: number;
    readonly wrong: number;
    readonly margin: number;
  }[];
  /** By layer: how often p(positive) in a tenth was right, over positives and one negative each. */
  readonly calibration: readonly {
    readonly layer: string;
    /** Ten bins each. */
    readonly meanProbability: Float32Array;
    readonly fractionPositive: Float32Array;
    readonly count: Uint32Array;
  }[];
}

export interface ReceptiveFields {
  readonly at: InspectedAt;
  readonly layer: string;
  /** What one unit's picture shows: the image, or the patch below that the unit sees. */
  readonly image: ImageShape;
  /** Sets of weights in the layer: as many as units, or as channels where positions share them. */
  readonly available: number;
  readonly units: readonly number[];
  /** Incoming weights, [units, height * width * channels]. */
  readonly weights: Float32Array;
  /** Above the first layer weights are multiplied through the layers below, as if these were linear. */
  readonly linearApproximation: boolean;
  /** True: what a device was programmed with, without the gains and offsets that it adds. */
  readonly programmed?: boolean;
  /** True: a patch of the layer below, in its channels, not of the image. */
  readonly ofLayerBelow: boolean;
}

export interface Projection {
  readonly at: InspectedAt;
  readonly layer: string;
  readonly method: 'pca' | 'umap';
  /** [examples, 2] */
  readonly points: Float32Array;
  readonly indexes: Uint32Array;
  readonly labels: Uint16Array;
  /** Fraction of the variance on each axis; null where the method has none. */
  readonly explained: readonly [number, number] | null;
}
