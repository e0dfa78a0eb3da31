"""Replays a golden trace (format ff-golden-trace, version 1) in numpy float64 and compares every number in it.

An independent statement of what the two recipes mean: `hinton` (Hinton's published code for the Forward-Forward
paper, arXiv 2212.13345; recipe 2.2 of the plan) and `article` (habr.com/ru/company/neoflex/blog/719496; recipe
2.1). Nothing here is shared with the program's engines; where the two disagree, one of them is wrong.

    python3 golden_check.py hinton.json article.json [--tolerance 1e-9]

Prints one JSON line per file: {file, recipe, numbersCompared, maxAbsoluteDifference, maxRelativeDifference, worst}.
The relative difference is |difference| / max(|expected|, 1). Exits with 1 when an absolute difference exceeds the
tolerance.

Legend: n normalized input of a layer [B, in]; y activities after ReLU [B, out]; g goodness [B]; W [in, out];
b [out]; V read-out weights [units, classes]; m running mean of the activities [out].
"""

import argparse
import json
import sys

import numpy as np


class Comparison:
    """Collects the largest differences over everything compared."""

    def __init__(self):
        self.count, self.absolute, self.relative, self.worst = 0, 0.0, 0.0, None

    def check(self, name, actual, expected):
        actual = np.asarray(actual, dtype=np.float64).ravel()
        expected = np.asarray(expected, dtype=np.float64).ravel()
        if actual.shape != expected.shape:
            raise SystemExit(f"{name}: {expected.size} numbers in the file, {actual.size} replayed")
        difference = np.abs(actual - expected)
        # A NaN compares false with everything, so it is made the largest difference there is.
        difference[np.isnan(difference)] = np.inf
        at = int(difference.argmax())
        self.count += actual.size
        if self.worst is None or difference[at] > self.absolute:
            self.absolute = float(difference[at])
            self.worst = {"name": name, "index": at, "actual": float(actual[at]), "expected": float(expected[at])}
        self.relative = max(self.relative, float((difference / np.maximum(np.abs(expected), 1)).max()))


def sigmoid(z):
    """Stable on both sides: exp is only taken of numbers that are not positive."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def relu(z):
    return np.maximum(z, 0)


def read_start(trace):
    """(inputs [B, in], labels [B], negative labels per row of the file, weights, biases)"""
    sizes, batch = trace["layerSizes"], trace["batch"]
    weights = [np.array(w, dtype=np.float64).reshape(sizes[l], sizes[l + 1]) for l, w in enumerate(trace["weights"])]
    biases = [np.array(b, dtype=np.float64) for b in trace["biases"]]
    inputs = np.array(trace["inputs"], dtype=np.float64).reshape(batch, sizes[0])
    return inputs, np.array(trace["labels"]), np.array(trace["negativeLabels"]), weights, biases


# --- hinton ---------------------------------------------------------------------------------------------------


def root_mean_square_normalized(a):
    """Mean square 1 per row; the epsilon is added to the root."""
    return a / (np.sqrt((a * a).mean(axis=1, keepdims=True)) + 1e-10)


def replay_hinton(trace, comparison):
    h = trace["hyperparameters"]
    if h["threshold"] != "units" or h["normalisation"] != "rms":
        raise SystemExit("this replay knows threshold 'units' and normalisation 'rms' only")
    sizes, batch, classes = trace["layerSizes"], trace["batch"], trace["classes"]
    inputs, labels, negative_labels, weights, biases = read_start(trace)
    layers = range(len(weights))
    one_hot = np.eye(classes)
    rate, keep = h["learningRate"] * h["gain"], h["smoothing"]

    weight_gradients = [np.zeros_like(w) for w in weights]
    bias_gradients = [np.zeros_like(b) for b in biases]
    peer_means = [np.full(size, float(h["peerInitial"])) for size in sizes[1:]]
    # The read-out sees all hidden layers but the first, and has no bias.
    readout = [np.zeros((size, classes)) for size in sizes[2:]]
    readout_gradients = [np.zeros_like(v) for v in readout]

    def forward(label_pixels):
        x = inputs.copy()
        x[:, :classes] = label_pixels
        normalized, activities = [root_mean_square_normalized(x)], []
        for w, b in zip(weights, biases):
            activities.append(relu(normalized[-1] @ w + b))
            normalized.append(root_mean_square_normalized(activities[-1]))
        return normalized, activities

    for t, step in enumerate(trace["steps"]):
        # Three passes with the same weights; nothing is updated in between.
        n_pos, y_pos = forward(one_hot[labels])
        n_neutral, _ = forward(h["neutralLabel"])
        n_neg, y_neg = forward(one_hot[negative_labels[t]])

        q = softmax(sum((n @ v for n, v in zip(n_neutral[2:], readout)), np.zeros((batch, classes))))
        cross_entropy = -np.log(q[np.arange(batch), labels]).mean()
        comparison.check(f"steps[{t}].softmaxCrossEntropy", cross_entropy, step["softmaxCrossEntropy"])

        for l in layers:
            g_pos, g_neg = (y_pos[l] ** 2).sum(axis=1), (y_neg[l] ** 2).sum(axis=1)
            comparison.check(f"steps[{t}].positiveGoodness[{l}]", g_pos, step["positiveGoodness"][l])
            comparison.check(f"steps[{t}].negativeGoodness[{l}]", g_neg, step["negativeGoodness"][l])

            # Ascent directions with respect to the unit's total input, without the factor 2 of y^2.
            threshold = sizes[l + 1]
            d_pos = sigmoid(threshold - g_pos)[:, None] * y_pos[l]
            d_neg = -sigmoid(g_neg - threshold)[:, None] * y_neg[l]

            # Peer normalization: the mean is moved first, then used; positives only; silent units feel it too.
            m = h["peerMomentum"] * peer_means[l] + (1 - h["peerMomentum"]) * y_pos[l].mean(axis=0)
            d_pos = d_pos + h["peerStrength"] * (m.mean() - m)
            peer_means[l] = m

            weight_gradient = (n_pos[l].T @ d_pos + n_neg[l].T @ d_neg) / batch
            bias_gradient = (d_pos.sum(axis=0) + d_neg.sum(axis=0)) / batch
            weight_gradients[l] = keep * weight_gradients[l] + (1 - keep) * weight_gradient
            bias_gradients[l] = keep * bias_gradients[l] + (1 - keep) * bias_gradient
            weights[l] = weights[l] + rate * (weight_gradients[l] - h["weightDecay"] * weights[l])
            biases[l] = biases[l] + rate * bias_gradients[l]

            comparison.check(f"steps[{t}].weights[{l}]", weights[l], step["weights"][l])
            comparison.check(f"steps[{t}].biases[{l}]", biases[l], step["biases"][l])
            comparison.check(f"steps[{t}].peerMeans[{l}]", peer_means[l], step["peerMeans"][l])

        error = one_hot[labels] - q
        for i, v in enumerate(readout):
            gradient = n_neutral[i + 2].T @ error / batch
            readout_gradients[i] = keep * readout_gradients[i] + (1 - keep) * gradient
            # The traces have gain 1, so they do not tell whether it also scales this rate.
            change = readout_gradients[i] - h["softmaxWeightDecay"] * v
            readout[i] = v + h["softmaxLearningRate"] * h["gain"] * change
            comparison.check(f"steps[{t}].softmaxWeights[{i}]", readout[i], step["softmaxWeights"][i])


# --- article --------------------------------------------------------------------------------------------------


class Adam:
    """Adam as in Kingma & Ba and torch.optim.Adam: the epsilon is added after the bias correction."""

    def __init__(self, h, parameter):
        self.h, self.t = h, 0
        self.mean, self.square = np.zeros_like(parameter), np.zeros_like(parameter)

    def updated(self, parameter, gradient):
        h = self.h
        self.t += 1
        self.mean = h["beta1"] * self.mean + (1 - h["beta1"]) * gradient
        self.square = h["beta2"] * self.square + (1 - h["beta2"]) * gradient**2
        mean = self.mean / (1 - h["beta1"] ** self.t)
        square = self.square / (1 - h["beta2"] ** self.t)
        return parameter - h["learningRate"] * mean / (np.sqrt(square) + h["epsilon"])


def replay_article(trace, comparison):
    h = trace["hyperparameters"]
    if h["optimizer"] != "adam" or h["goodness"] != "mean-square" or h["normalisation"] != "length":
        raise SystemExit("this replay knows optimizer 'adam', goodness 'mean-square' and normalisation 'length' only")
    sizes, batch, classes = trace["layerSizes"], trace["batch"], trace["classes"]
    inputs, labels, negative_labels, weights, biases = read_start(trace)
    rows, label_value = np.arange(batch), inputs.max()
    steps = iter(enumerate(trace["steps"]))

    def labelled(label):
        x = inputs.copy()
        x[:, :classes] = 0
        x[rows, label] = label_value
        return x

    def normalized(a):
        return a / (np.sqrt((a * a).sum(axis=1, keepdims=True)) + h["normalisationEpsilon"])

    # Layer by layer; the next one learns on the outputs of the finished one.
    h_pos, h_neg = labelled(labels), labelled(negative_labels[0])
    for l in range(len(weights)):
        n_pos, n_neg = normalized(h_pos), normalized(h_neg)
        adam_weights, adam_biases = Adam(h, weights[l]), Adam(h, biases[l])
        for s in range(h["stepsPerLayer"]):
            t, step = next(steps)
            if (step["layer"], step["step"]) != (l, s):
                raise SystemExit(f"steps[{t}] is not step {s} of layer {l}")
            y_pos, y_neg = relu(n_pos @ weights[l] + biases[l]), relu(n_neg @ weights[l] + biases[l])
            g_pos, g_neg = (y_pos**2).mean(axis=1), (y_neg**2).mean(axis=1)
            z = np.concatenate([h["threshold"] - g_pos, g_neg - h["threshold"]])
            comparison.check(f"steps[{t}].loss", np.logaddexp(0, z).mean(), step["loss"])
            comparison.check(f"steps[{t}].positiveGoodness", g_pos, step["positiveGoodness"])
            comparison.check(f"steps[{t}].negativeGoodness", g_neg, step["negativeGoodness"])

            # d softplus(z)/dz = sigmoid(z); dg/dy = 2 y / units; descent directions.
            dz = sigmoid(z)[:, None] / z.size
            d_pos = -dz[:batch] * 2 * y_pos / sizes[l + 1]
            d_neg = dz[batch:] * 2 * y_neg / sizes[l + 1]
            weights[l] = adam_weights.updated(weights[l], n_pos.T @ d_pos + n_neg.T @ d_neg)
            biases[l] = adam_biases.updated(biases[l], d_pos.sum(axis=0) + d_neg.sum(axis=0))
            comparison.check(f"steps[{t}].weights", weights[l], step["weights"])
            comparison.check(f"steps[{t}].biases", biases[l], step["biases"])
        h_pos, h_neg = relu(n_pos @ weights[l] + biases[l]), relu(n_neg @ weights[l] + biases[l])

    goodness = np.zeros((batch, classes))
    for label in range(classes):
        y = labelled(label)
        for w, b in zip(weights, biases):
            y = relu(normalized(y) @ w + b)
            goodness[:, label] += (y**2).mean(axis=1)
    comparison.check("goodnessPerLabel", goodness, trace["goodnessPerLabel"])
    comparison.check("prediction", goodness.argmax(axis=1), trace["prediction"])


REPLAYS = {"hinton": replay_hinton, "article": replay_article}


def main():
    parser = argparse.ArgumentParser(description="Replay golden traces in numpy float64 and compare every number.")
    parser.add_argument("traces", nargs="+", metavar="TRACE.json")
    parser.add_argument("--tolerance", type=float, default=1e-9)
    arguments = parser.parse_args()

    agreed = True
    for path in arguments.traces:
        with open(path, encoding="utf-8") as file:
            trace = json.load(file)
        if trace.get("format") != "ff-golden-trace" or trace.get("version") != 1 or trace.get("recipe") not in REPLAYS:
            raise SystemExit(f"{path}: not a golden trace of version 1 with one of the recipes {', '.join(REPLAYS)}")
        comparison = Comparison()
        REPLAYS[trace["recipe"]](trace, comparison)
        agreed = agreed and comparison.absolute <= arguments.tolerance
        result = {
            "file": path,
            "recipe": trace["recipe"],
            "numbersCompared": comparison.count,
            "maxAbsoluteDifference": comparison.absolute,
            "maxRelativeDifference": comparison.relative,
            "worst": comparison.worst,
        }
        print(json.dumps(result))
    sys.exit(0 if agreed else 1)


if __name__ == "__main__":
    main()
