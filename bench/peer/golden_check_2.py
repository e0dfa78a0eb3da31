"""Holds the timed peers against numbers that are not theirs, in float64: what is timed must be the true algorithm.

    python3 golden_check_2.py --golden DIR [--tolerance 1e-6]

Replays hybrid.json and local.json (format ff-golden-trace, version 2) with hybrid_step.py's net, and article.json
(version 1) with article_step.py's layer, in both styles, every number in them. What no trace holds is compared
otherwise: both kinds of convolution with the layer of local fields whose weights are the same at all positions, the
local fields of class groups with a convolution, and back-propagation by hand with autograd's.

Prints one JSON line per comparison: {name, style, numbersCompared, maxAbsoluteDifference, worst}. Exits with 1 when a
difference exceeds the tolerance.
"""

import argparse
import json
import os
import sys

import torch

import article_step
import back_propagation_step
import class_groups_step
import layers
from golden_check import Comparison
from hybrid_step import Hybrids, HybridNet

STYLES = ("plain", "tuned")


def numbers(values, shape=None):
    tensor = torch.tensor(values, dtype=torch.float64)
    return tensor if shape is None else tensor.reshape(shape)


def layer_choice(layer):
    """A spec's choice for a layer of a trace: {grid, field, stride, channels, shared}."""
    kind = "convolution" if layer["shared"] else "local"
    return {"kind": kind, **{key: layer[key] for key in ("field", "stride", "channels")}}


def choices_of(trace):
    if "layers" in trace:
        return [layer_choice(layer) for layer in trace["layers"]]
    return [{"kind": "dense", "units": len(biases)} for biases in trace["biases"]]


def replay_version_2(trace, style, comparison):
    h, grid, batch = trace["hyperparameters"], tuple(trace["image"]), trace["batch"]
    optimizer = {key: h[key] for key in ("learningRate", "smoothing", "weightDecay")}
    choices = choices_of(trace)
    shared = any(choice["kind"] == "convolution" for choice in choices)
    peer = {"strength": h["peerStrength"], "momentum": h["peerMomentum"], "initial": h["peerInitial"]}
    softmax = {"firstLayer": 2, "learningRate": h["softmaxLearningRate"], "weightDecay": h["softmaxWeightDecay"],
               "smoothing": h["smoothing"]}  # fmt: skip
    net = HybridNet(grid, choices, optimizer, None if shared else peer, softmax, trace["classes"], style)
    for layer, weights, biases in zip(net.layers, trace["weights"], trace["biases"]):
        set_weights(layer, numbers(weights))
        layer.bias.value.copy_(numbers(biases).view_as(layer.bias.value))
    images, labels = numbers(trace["inputs"], (batch, -1)), torch.tensor(trace["labels"])
    hybrids = Hybrids(grid, h["blurs"], 0.5)
    for t, step in enumerate(trace["steps"]):
        masks = hybrids.masks(numbers(trace["maskBits"][t], (batch, *grid[:2])))
        comparison.check(f"masks[{t}]", masks, trace["masks"][t])
        negatives = hybrids.joined(images, masks, images[trace["partners"][t]])
        comparison.check(f"steps[{t}].negativeInputs", negatives, step["negativeInputs"])
        goodness, logs = net.train_step(images, negatives, labels, h["gain"])
        loss = -logs[torch.arange(batch), labels].mean()
        comparison.check(f"steps[{t}].softmaxCrossEntropy", loss, step["softmaxCrossEntropy"])
        for l, layer in enumerate(net.layers):
            comparison.check(f"steps[{t}].positiveGoodness[{l}]", goodness[l][:batch], step["positiveGoodness"][l])
            comparison.check(f"steps[{t}].negativeGoodness[{l}]", goodness[l][batch:], step["negativeGoodness"][l])
            comparison.check(f"steps[{t}].weights[{l}]", weights_of(layer), step["weights"][l])
            comparison.check(f"steps[{t}].biases[{l}]", layer.bias.value, step["biases"][l])
            if "peerMeans" in step and not shared:
                comparison.check(f"steps[{t}].peerMeans[{l}]", net.peer_means[l], step["peerMeans"][l])
        for i, l in enumerate(net.read):
            comparison.check(f"steps[{t}].softmaxWeights[{i}]", net.readout[l].value, step["softmaxWeights"][i])


def weights_of(layer):
    """In a trace's order, [P or 1, field (row, column, channel), C]."""
    value = layer.weights.value
    return value.permute(2, 3, 1, 0) if isinstance(layer, layers.Convolution) else value


def set_weights(layer, flat):
    target = weights_of(layer)
    target.copy_(flat.reshape(target.shape))


def replay_article(trace, style, comparison):
    h, sizes, batch = trace["hyperparameters"], trace["layerSizes"], trace["batch"]
    images, epsilon = numbers(trace["inputs"], (batch, -1)), h["normalisationEpsilon"]
    article_step.CLASSES = trace["classes"]
    own, wrong = torch.tensor(trace["labels"]), torch.tensor(trace["negativeLabels"][0])
    positive, negative = (article_step.labelled(images, label, images.max().item()) for label in (own, wrong))
    steps = iter(enumerate(trace["steps"]))
    for l, (weights, bias) in enumerate(zip(trace["weights"], trace["biases"])):
        positive, negative = (article_step.normalized(values, epsilon) for values in (positive, negative))
        layer = article_step.ArticleLayer(numbers(weights, sizes[l : l + 2]), numbers(bias), h["threshold"], h, style)
        for _ in range(h["stepsPerLayer"]):
            t, step = next(steps)
            loss, positive_goodness, negative_goodness = layer.train_step(positive, negative)
            comparison.check(f"steps[{t}].loss", loss, step["loss"])
            comparison.check(f"steps[{t}].positiveGoodness", positive_goodness, step["positiveGoodness"])
            comparison.check(f"steps[{t}].negativeGoodness", negative_goodness, step["negativeGoodness"])
            comparison.check(f"steps[{t}].weights", layer.weights.detach(), step["weights"])
            comparison.check(f"steps[{t}].biases", layer.bias.detach(), step["biases"])
        with torch.no_grad():
            positive, negative = layer.activities(positive), layer.activities(negative)


def convolution_beside_local_fields(style, comparison):
    """With shared weights, a gradient is the sum over positions of what local fields get; so are pass and update."""
    constants, below = {"smoothing": 0.9, "weightDecay": 0.001}, (7, 8, 2)
    choice = {"kind": "convolution", "field": 3, "stride": 2, "channels": 4}
    shared = layers.make_layer(choice, below, constants, style)
    apart = layers.make_layer({**choice, "kind": "local"}, below, constants, "plain")
    for _ in range(3):
        weights = weights_of(shared).reshape(apart.fan_in, 4)
        apart.weights.value, apart.bias.value = weights.repeat(apart.positions, 1, 1), shared.bias.value.repeat(9, 1, 1)
        seen, delta = torch.randn(56, 5, 2), torch.randn(apart.positions, 5, 4)
        comparison.check("pass", shared.total_input(seen), apart.total_input(seen))
        for layer in (shared, apart):
            layer.add_gradient(delta.clone(), 5)
        gradient = gradient_of(shared)
        comparison.check("weights' gradient", gradient, apart.weights.gradient.sum(dim=0))
        comparison.check("bias's gradient", shared.bias.gradient, apart.bias.gradient.sum(dim=(0, 1)))
        before = weights_of(shared).clone()
        shared.follow(0.01)
        expected = before.reshape(gradient.shape) * (1 - 0.01 * 0.001) + 0.01 * gradient
        comparison.check("weights", weights_of(shared), expected)


def fields_of_class_groups(style, comparison):
    """With the same weights at all positions they are a convolution, its gradient the sum over positions."""
    choice, below = {"kind": "local", "field": 3, "stride": 2, "padding": 1, "channels": 10}, (2, 7, 8)
    apart, out = class_groups_step.make_module(choice, below, style)
    shared, _ = class_groups_step.make_module({**choice, "kind": "convolution"}, below, style)
    order = (2, 3, 1, 0) if style == "tuned" else (1, 2, 3, 0)  # of a field: channels last or first
    by_field = shared.weight.permute(*order)
    with torch.no_grad():
        apart.weights.copy_(by_field.reshape(1, -1, out[0]).expand_as(apart.weights))
        apart.bias.copy_(shared.bias.expand_as(apart.bias))
    values, upstream = torch.randn(5, *below), torch.randn(5, *out)
    comparison.check("pass", apart(values).detach(), shared(values).detach())
    for module in (apart, shared):
        (module(values) * upstream).sum().backward()
    gradient = shared.weight.grad.permute(*order).reshape(-1, out[0])
    comparison.check("weights' gradient", apart.weights.grad.sum(dim=0), gradient)
    comparison.check("bias's gradient", apart.bias.grad.sum(dim=(0, 1)), shared.bias.grad)


def mirrored_twice(comparison):
    grid, choice = (3, 4, 3), {"kind": "mirror"}
    images = torch.randn(64, 36)
    mirrored = class_groups_step.augmented(images, choice, grid)
    turned = images.view(-1, *grid).flip(2).flatten(1)
    changed = (mirrored != images).any(dim=1)
    comparison.check("mirrored", mirrored, torch.where(changed[:, None], turned, images))
    comparison.check("both kinds", torch.tensor(float(0 < changed.sum() < 64)), 1.0)


def gradient_of(layer):
    smoothed = layer.weights.gradient / layer.weights.unit
    return smoothed.permute(2, 3, 1, 0).reshape(-1, layer.channels) if smoothed.dim() == 4 else smoothed


def back_propagation_by_hand_beside_autograd(normalizes, comparison):
    constants = {"learningRate": 0.1, "smoothing": 0.9, "weightDecay": 0.01}
    sizes, classes = [9, 7, 6, 5], 4
    plain, tuned = (
        kind(sizes, classes, normalizes, constants, constants)
        for kind in (back_propagation_step.PlainNet, back_propagation_step.TunedNet)
    )
    with torch.no_grad():
        plain.readout.copy_(torch.randn(classes, sizes[-1]))
        tuned.readout.value.copy_(plain.readout.t())
        for ours, theirs in zip(tuned.weights, plain.weights):
            ours.value.copy_(theirs.t())
    for t in range(5):
        images, labels = torch.rand(8, sizes[0]), torch.randint(classes, (8,))
        comparison.check(f"loss[{t}]", tuned.train_step(images, labels), plain.train_step(images, labels))
        for l, ours in enumerate(tuned.weights):
            comparison.check(f"weights[{l}] after {t}", ours.value, plain.weights[l].detach().t())
            comparison.check(f"biases[{l}] after {t}", tuned.biases[l].value, plain.biases[l].detach())
        comparison.check(f"read-out after {t}", tuned.readout.value, plain.readout.detach().t())


def main():
    parser = argparse.ArgumentParser(description="Hold the timed peers against golden traces and each other.")
    parser.add_argument("--golden", metavar="DIR", required=True, help="folder of the traces")
    parser.add_argument("--tolerance", type=float, default=1e-6)
    arguments = parser.parse_args()
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(1)

    passed = True

    def compare(name, style, replay):
        nonlocal passed
        comparison = Comparison()
        replay(comparison)
        result = {"name": name, "style": style, "numbersCompared": comparison.count,
                  "maxAbsoluteDifference": comparison.absolute, "worst": comparison.worst}  # fmt: skip
        print(json.dumps(result))
        passed &= comparison.absolute <= arguments.tolerance

    replays = {"hybrid": replay_version_2, "local": replay_version_2, "article": replay_article}
    for style in STYLES:
        for name, replay in replays.items():
            with open(os.path.join(arguments.golden, f"{name}.json"), encoding="utf8") as file:
                trace = json.load(file)
            compare(name, style, lambda comparison: replay(trace, style, comparison))
        compare("convolution", style, lambda comparison: convolution_beside_local_fields(style, comparison))
        compare("fields of class groups", style, lambda comparison: fields_of_class_groups(style, comparison))
    compare("mirrored images", "both", mirrored_twice)
    for normalizes in (True, False):
        name = f"back-propagation, {'normalized' if normalizes else 'not normalized'}"
        compare(name, "both", lambda comparison: back_propagation_by_hand_beside_autograd(normalizes, comparison))
    sys.exit(0 if passed else 1)


if __name__ == "__main__":
    main()
