/** What Inspect shows: a trained net's answers to one image or to a whole split, as of one checkpoint. */

export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
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

export interface LayerUnderTwoLabels {
  readonly name: string;
  readonly units: number;
  /** Un-normalized activities, [units] each. */
  readonly positive: Float32Array;
  readonly negative: Float32Array;
  readonly threshold: number;
  readonly goodness: { readonly positive: number; readonly negative: number };
  /** sigmoid(goodness - threshold). */
  readonly probability: { readonly positive: number; readonly negative: number };
}

export interface ReadoutAnswer {
  /** "goodness" (its layer range), "softmax", or "layer1", ... (goodness of that layer alone). */
  readonly readout: string;
  readonly answer: number;
  /** Goodness, or probability under softmax, by class. */
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
  readonly positiveLabel: number;
  readonly negativeLabel: number;
  /** What the net sees under both labels, in its own numbers, [height * width * channels]. */
  readonly inputs: { readonly positive: Float32Array; readonly negative: Float32Array };
  readonly layers: readonly LayerUnderTwoLabels[];
  /** Goodness of every class at every layer, [layers, classes]. */
  readonly goodnessByLabel: Float32Array;
  readonly answers: readonly ReadoutAnswer[];
  readonly milliseconds: number;
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
   * wrong one, which is negative where the net is fooled.
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
  readonly image: ImageShape;
  readonly units: readonly number[];
  /** Incoming weights on the image, [units, height * width * channels]. */
  readonly weights: Float32Array;
  /** Above the first layer weights are multiplied through the layers below, as if these were linear. */
  readonly linearApproximation: boolean;
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
