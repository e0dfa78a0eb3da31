/** Every term of the Forward-Forward algorithm the window uses, in one or two exact sentences. */

const entries = {
  forwardForward: {
    term: 'Forward-Forward algorithm',
    text: 'Hinton’s way to train a net without back-propagation: two forward passes, one on real and one on false data, and every layer has its own objective.',
  },
  goodness: {
    term: 'Goodness',
    text: 'How active a layer is on one example, most often the sum or the mean of its squared activities. Training raises it on positive and lowers it on negative data.',
  },
  threshold: {
    term: 'Threshold',
    text: 'The goodness at which a layer holds positive and negative to be equally likely: p(positive) is the sigmoid of goodness less threshold.',
  },
  objective: {
    term: 'Objective',
    text: 'What each layer minimizes on its own: the cross-entropy of p(positive), averaged over the positive and the negative pass. No error comes back from the layers above.',
  },
  positivePass: {
    term: 'Positive pass',
    text: 'The forward pass on real data, with the right label where there is one. Each layer raises its goodness.',
  },
  negativePass: {
    term: 'Negative pass',
    text: 'The forward pass on false data, such as an image with a wrong label. Each layer lowers its goodness.',
  },
  neutralPass: {
    term: 'Neutral pass',
    text: 'The forward pass with a label that favours no class. Its activities feed the softmax read-out and change no hidden layer.',
  },
  positiveLabel: {
    term: 'Positive label',
    text: 'The label an image is shown with in the positive pass: its own.',
  },
  negativeLabel: {
    term: 'Negative label',
    text: 'The label an image is shown with in the negative pass: a wrong one.',
  },
  positive: { term: 'Positive', text: 'Real data: an image with its own label.' },
  negative: {
    term: 'Negative',
    text: 'False data that a layer has to tell from real data: an image with a wrong label, or a mixture of two images.',
  },
  hardNegative: {
    term: 'Hard negative',
    text: 'An image with a wrong label that the net itself holds to be likely: it is drawn from the softmax read-out’s answer, with the right label left out.',
  },
  hardestNegative: {
    term: 'Hardest negatives',
    text: 'Examples whose wrong label comes closest to the right one in goodness, or exceeds it: what the net confuses.',
  },
  readout: {
    term: 'Read-out',
    text: 'The way to get a class from the net’s activities: by the goodness of every label in turn, or by a softmax after one pass.',
  },
  goodnessReadout: {
    term: 'Read-out by goodness',
    text: 'Every label is tried in the input, or only the candidates a softmax finds likeliest; the one with the highest goodness, summed over the chosen layers, is the answer. It takes one pass per label.',
  },
  softmaxReadout: {
    term: 'Read-out by softmax',
    text: 'A linear softmax on the normalized activities under a neutral label answers in one pass. It learns beside the hidden layers and never changes them.',
  },

  probe: {
    term: 'Linear probe',
    text: 'A linear softmax on the activities of one layer alone, trained beside the net without changing it: how much that layer knows of the classes.',
  },
  topDown: {
    term: 'Top-down input',
    text: 'A layer also sees the layer above it as that was an iteration before, and the last layer the label. The net is then recurrent: it settles over iterations while the image stands still.',
  },
  iteration: {
    term: 'Iteration',
    text: 'One turn of a net with top-down input: all layers are computed at once from what their neighbours were before. Goodness is read off a few of the iterations only, those judged.',
  },
  device: {
    term: 'Analog device',
    text: 'Hardware whose units multiply, shift and bend what they sum up, each in a way of its own that nobody knows. What a net learns on one goes with it: the same weights on another device answer worse.',
  },
  programmedWeights: {
    term: 'Programmed weights',
    text: 'The conductances a device was set to, in steps between two limits. What its units then make of them hangs on gains, offsets and bends that are not seen here.',
  },
  distillation: {
    term: 'Distillation',
    text: 'A net learns from the soft answers of another one, its teacher, in the place of labels. Knowledge passes on without any weight being copied.',
  },
  fastAndSlow: {
    term: 'Learning fast and slow',
    text: 'An update that scales all activities of a layer for its example by one factor. Normalization takes the factor out again, so layers above see no change, and goodness reaches what is wanted in one step.',
  },
  blackBox: {
    term: 'Black box',
    text: 'Units that say yes or no by random thresholds and never change. They have no slope, so nothing can be sent back through them.',
  },
  fastWeights: {
    term: 'Fast weights',
    text: 'Weights that live within one example only: each position of a sequence leaves its activities in them, and later ones answer to what they resemble. The same as attention over the earlier positions.',
  },
  selfWritten: {
    term: 'Strings the net writes',
    text: 'Negatives for text: a window that began as a real one and went on by what the net itself predicted, with the character it predicts next.',
  },
  teacherForced: {
    term: 'Teacher-forced',
    text: 'A prediction made after the real characters. After its own, a net meets the consequences of its mistakes: it is then right less often.',
  },
  hybrid: {
    term: 'Hybrid image',
    text: 'A negative without any label: one image in some regions, another image in the others. Short-range structure stays real, long-range structure does not.',
  },
  localFields: {
    term: 'Local receptive fields',
    text: 'Each unit sees a small patch of the image or of the layer below, with weights of its own at every position.',
  },
  convolution: {
    term: 'Convolution',
    text: 'Units see small patches, and all positions share one set of weights.',
  },
  backPropagation: {
    term: 'Back-propagation',
    text: 'The usual way to train a net: the error at its output is sent back through all layers. Here it is the yardstick.',
  },
  neutralLabel: {
    term: 'Neutral label',
    text: 'A label field that favours no class: every label pixel holds the same value, 0.1 for ten classes that have one pixel each.',
  },
  labelOverlay: {
    term: 'Label overlay',
    text: 'The label written into the image: its first pixels, one or several for each class, hold a code of it, so that layers see image and label together.',
  },
  peerNormalization: {
    term: 'Peer normalization',
    text: 'A small pull on every unit’s average activity towards the mean of its layer, so that no unit stays silent or always on.',
  },
  dropout: {
    term: 'Dropout',
    text: 'In every training step some units, drawn anew, are hidden from the layer above, so that it cannot lean on a few of them. When the net answers, all are there.',
  },
  layerNormalization: {
    term: 'Layer normalization',
    text: 'Each layer’s input is brought to one length, root mean square or deviation. So the next layer cannot read off the goodness of the one below. Only layer norm subtracts the mean first.',
  },
  rootMeanSquare: {
    term: 'Root mean square',
    text: 'The square root of the mean of the squares. After division by it the mean square of a layer’s input is 1.',
  },
  minimized: {
    term: 'Minimized',
    text: 'The goodness is the negative of a sum or mean of squares: positive data shall leave a layer quiet, and what stirs it up is taken for false.',
  },
  topK: {
    term: 'Top-k',
    text: 'Only the k most active units of a layer count for its goodness, and only they learn from an example.',
  },
  softMaximum: {
    term: 'Soft maximum',
    text: 'A number between the mean and the largest: the logarithm of the mean of exponentials. The temperature says which of the two it is near.',
  },
  symmetricLoss: {
    term: 'Symmetric loss',
    text: 'The loss looks only at how far the goodness of a positive is above that of its own negative, not at where both are.',
  },
  collaboration: {
    term: 'Layer collaboration',
    text: 'Layers judge together: each learns from the sum of all layers’ goodness, the others’ part of it held still.',
  },
  classGroups: {
    term: 'Class groups',
    text: 'The units of a layer are divided among the classes; the class whose units have the highest goodness is the layer’s answer.',
  },
  probability: {
    term: 'p(positive)',
    text: 'A layer’s belief that its input is real data: the sigmoid of goodness less threshold.',
  },
  auc: {
    term: 'AUC',
    text: 'The probability that a random positive has more goodness than a random negative: 0.5 is chance, 1 is perfect. It does not depend on the threshold.',
  },
  pairwiseError: {
    term: 'Pairwise error',
    text: 'The fraction of examples whose negative has at least as much goodness in this layer as the same image with its right label.',
  },
  deadUnit: {
    term: 'Dead unit',
    text: 'A unit whose activity is zero on every example looked at. With ReLU it gets no gradient and does not learn.',
  },
  gain: {
    term: 'Gain',
    text: 'The factor on the learning rate by the schedule: 1 in the first half of training, then falling in a straight line towards 0.',
  },
  learningRate: {
    term: 'Learning rate',
    text: 'How far weights move along the gradient in one step, before the gain.',
  },
  momentum: {
    term: 'Momentum',
    text: 'The weight of the past in the running average of the gradient: 0.9 keeps nine tenths and adds one tenth of the new gradient.',
  },
  weightDecay: {
    term: 'Weight decay',
    text: 'A pull of every weight towards zero, in proportion to its size. Biases have none.',
  },
  epoch: { term: 'Epoch', text: 'One pass over all training examples.' },
  step: { term: 'Step', text: 'One update of the weights, from one batch of positives and negatives.' },
  batch: { term: 'Batch', text: 'The examples that share one step.' },
  seed: {
    term: 'Seed',
    text: 'The number from which all randomness of a run follows: start weights, order of examples, negatives. On one CPU engine, the same seed gives the same numbers.',
  },
  receptiveField: {
    term: 'Receptive field',
    text: 'The incoming weights of a unit, drawn as an image. Above the first layer they are multiplied through the layers below as if these were linear.',
  },
  relu: {
    term: 'ReLU',
    text: 'The rectified linear unit: its activity is its total input where that is positive, else zero.',
  },
  augmentation: {
    term: 'Augmentation',
    text: 'Random changes of training images that keep their class, such as a shift by a few pixels. Test images are never changed.',
  },
  activity: { term: 'Activity', text: 'The output of a unit, for ReLU zero or positive.' },
  margin: {
    term: 'Margin',
    text: 'The summed goodness of the right label less that of the best wrong one. It is negative where the net is fooled.',
  },
  calibration: {
    term: 'Calibration',
    text: 'Whether p(positive) can be trusted: of the inputs a layer gives 0.8, four fifths should be positive.',
  },
  errorRate: {
    term: 'Error',
    text: 'The fraction of examples with a wrong answer. The test set is seen only for measuring.',
  },
  validation: {
    term: 'Validation set',
    text: 'Examples kept out of training to choose between configurations, so that the test set stays untouched. Here the last 10,000 of the 60,000.',
  },
  confusionMatrix: {
    term: 'Confusion matrix',
    text: 'How often an example of each class (row) got each answer (column). What is off the diagonal is wrong.',
  },
  layerError: {
    term: 'Layer error',
    text: 'The error of the read-out by goodness of this layer alone.',
  },
  layerRange: {
    term: 'Layer range',
    text: 'Which layers’ goodness the read-out sums. Hinton leaves the first out: it sees the label pixels directly.',
  },
  standardDeviation: {
    term: 'Standard deviation',
    text: 'The spread over seeds, with n − 1 in the denominator. n says how many runs there are.',
  },
  confidenceInterval: {
    term: 'Confidence interval',
    text: 'Made by this rule over and over, 95 of 100 such ranges hold the true mean. A difference whose range excludes 0 is hardly chance.',
  },
  smoothing: {
    term: 'Smoothing',
    text: 'An exponential moving average over all recorded points, computed before the curve is thinned for drawing. The values themselves stay faintly visible.',
  },
  checkpoint: {
    term: 'Checkpoint',
    text: 'All that is needed to go on: weights, optimizer state, random streams and the position in the data.',
  },
  projection: {
    term: 'Projection',
    text: 'A layer’s activities on many examples, drawn in two dimensions. Examples that the layer holds to be alike lie close together.',
  },
  pca: {
    term: 'PCA',
    text: 'Principal component analysis: the two directions in which activities vary most. It is linear and gives the same picture every time.',
  },
  umap: {
    term: 'UMAP',
    text: 'Uniform manifold approximation and projection: it keeps examples with similar activities beside each other. Distances between far groups mean little.',
  },
} as const;

export type TermName = keyof typeof entries;

export const glossary: Readonly<Record<TermName, { readonly term: string; readonly text: string }>> = entries;
