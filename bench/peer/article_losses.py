"""Trains the source article's Forward-Forward net on MNIST in plain PyTorch and prints the loss of every step.

The recipe is that of the article habr.com/ru/company/neoflex/blog/719496, as written down in the plan under 2.1:
784-512-512, inputs divided by their length, goodness = mean of squares, threshold 3, Adam at 0.03, the whole training
set as one batch, layer by layer. The run can be shortened (--examples, --steps), and its start, weights and negative
labels, comes from a file, so that another engine can follow the losses step by step.

    python3 article_losses.py --mnist DIR --examples 10000 --steps 20 --start start.npz [--no-test]

--start names an .npz file with weights0 [in, out], bias0 [out], weights1, bias1, ... (float32) and negativeLabels
(int32 [examples]). It is read when it exists and written when it does not; then the weights are torch.nn.Linear's own
(uniform, +-1/sqrt(in)) and the negative labels are drawn uniformly from the nine wrong ones. The first N of the
60,000 training images are used, in the file's order.

Prints one JSON line: {torch, threads, sizes, examples, losses: [[layer 0, a loss per step], [layer 1], ...],
secondsPerStep (mean over all layers' steps), testError, trainError (fractions; the latter on the examples trained on;
null with --no-test), peakMegabytes (resident, before the tests)}. A loss is that before its step's update.
Predictions sum the goodness of all layers.

The passes and the loss are written as in the article, with autograd and torch.optim.Adam; gradients by hand would be
about a fifth faster (0.19 s against 0.24 s per step for 10,000 examples), but autograd is the independent check of
them. A layer's inputs do not change while it learns, so they are normalized once per layer and not once per step.
"""

import argparse
import json
import os
import resource
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

from mnist_idx import read_mnist

CLASSES = 10
THRESHOLD = 3.0
LEARNING_RATE = 0.03
PIXEL_MEAN, PIXEL_DEVIATION = 0.1307, 0.3081


def read_examples(folder, part, count=None):
    """(images float32 [count, 784], standardized; labels int64 [count])"""
    images, labels = (torch.from_numpy(a[:count]) for a in read_mnist(folder, part))
    return images.sub_(PIXEL_MEAN).div_(PIXEL_DEVIATION), labels


def labelled(images, labels, label_value):
    """The first ten pixels zeroed, then pixel `label` set; labels may be one number for all."""
    images = images.clone()
    images[:, :CLASSES] = 0
    images[torch.arange(len(images)), labels] = label_value
    return images


def normalized(h):
    return h / (h.norm(dim=1, keepdim=True) + 1e-4)


def goodness(activities):
    return activities.square().mean(dim=1)


def train_layer(layer, positive, negative, steps):
    """Losses of each step; positive and negative are the layer's normalized inputs [examples, in]."""
    optimizer = torch.optim.Adam(layer.parameters(), lr=LEARNING_RATE)
    losses = []
    for _ in range(steps):
        positive_goodness = goodness(layer(positive).relu())
        negative_goodness = goodness(layer(negative).relu())
        loss = F.softplus(torch.cat([THRESHOLD - positive_goodness, negative_goodness - THRESHOLD])).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


@torch.no_grad()
def error(layers, images, labels, label_value):
    """Fraction of images whose label does not have the highest goodness, summed over all layers."""
    wrong = 0
    for start in range(0, len(images), 5000):
        block = images[start : start + 5000]
        total = torch.zeros(len(block), CLASSES)
        for label in range(CLASSES):
            h = labelled(block, label, label_value)
            for layer in layers:
                h = layer(normalized(h)).relu()
                total[:, label] += goodness(h)
        wrong += (total.argmax(dim=1) != labels[start : start + 5000]).sum().item()
    return wrong / len(images)


def make_start(sizes, labels):
    """(layers as torch.nn.Linear starts them, a wrong label per example)"""
    layers = [torch.nn.Linear(n_in, n_out) for n_in, n_out in zip(sizes, sizes[1:])]
    return layers, (labels + torch.randint(1, CLASSES, labels.shape)) % CLASSES


def write_start(path, layers, negative_labels):
    arrays = {"negativeLabels": negative_labels.numpy().astype(np.int32)}
    for l, layer in enumerate(layers):
        # Linear keeps [out, in]; the file has [in, out].
        arrays[f"weights{l}"] = np.ascontiguousarray(layer.weight.detach().numpy().T)
        arrays[f"bias{l}"] = layer.bias.detach().numpy()
    with open(path, "wb") as file:
        np.savez(file, **arrays)


def read_start(path, sizes, labels):
    layers = []
    with np.load(path) as arrays:
        negative_labels = torch.from_numpy(arrays["negativeLabels"].astype(np.int64))
        for l, (n_in, n_out) in enumerate(zip(sizes, sizes[1:])):
            weights, bias = arrays[f"weights{l}"], arrays[f"bias{l}"]
            if weights.shape != (n_in, n_out) or bias.shape != (n_out,):
                raise SystemExit(f"{path}: layer {l} is {weights.shape} and {bias.shape}, not {(n_in, n_out)}")
            layer = torch.nn.Linear(n_in, n_out)
            with torch.no_grad():
                layer.weight.copy_(torch.from_numpy(weights.T.astype(np.float32)))
                layer.bias.copy_(torch.from_numpy(bias.astype(np.float32)))
            layers.append(layer)
    if negative_labels.shape != labels.shape:
        raise SystemExit(f"{path}: {len(negative_labels)} negative labels for {len(labels)} examples")
    if bool((negative_labels == labels).any()):
        raise SystemExit(f"{path}: some negative labels are the right ones")
    return layers, negative_labels


def parse_arguments():
    parser = argparse.ArgumentParser(description="Losses, step by step, of the article's recipe in plain PyTorch.")
    parser.add_argument("--mnist", metavar="DIR", required=True, help="folder of the IDX files")
    parser.add_argument("--examples", type=int, default=60_000, help="the first N training images")
    parser.add_argument("--steps", type=int, default=1000, help="steps per layer")
    parser.add_argument("--sizes", default="784,512,512", help="units per layer, the input first")
    parser.add_argument("--seed", type=int, default=1234)
    parser.add_argument("--start", metavar="FILE.npz", help="read the start from here, or write it here")
    parser.add_argument("--no-test", action="store_true", help="leave both errors out")
    parser.add_argument("--quiet-threads", type=int, metavar="T", help="threads torch may use; default: its own choice")
    arguments = parser.parse_args()
    if arguments.examples < 1 or arguments.steps < 1:
        parser.error("--examples and --steps must be at least 1")
    if not arguments.sizes.startswith("784,"):
        parser.error("MNIST images have 784 pixels; --sizes must begin with 784 and name at least one layer")
    return arguments


def peak_megabytes():
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def main():
    arguments = parse_arguments()
    if arguments.quiet_threads:
        torch.set_num_threads(arguments.quiet_threads)
    torch.manual_seed(arguments.seed)
    sizes = [int(size) for size in arguments.sizes.split(",")]

    images, labels = read_examples(arguments.mnist, "train", arguments.examples)
    label_value = images.max().item()
    if arguments.start and os.path.exists(arguments.start):
        layers, negative_labels = read_start(arguments.start, sizes, labels)
    else:
        layers, negative_labels = make_start(sizes, labels)
        if arguments.start:
            write_start(arguments.start, layers, negative_labels)

    losses, seconds = [], 0.0
    positive, negative = labelled(images, labels, label_value), labelled(images, negative_labels, label_value)
    for layer in layers:
        positive, negative = normalized(positive), normalized(negative)
        start = time.perf_counter()
        losses.append(train_layer(layer, positive, negative, arguments.steps))
        seconds += time.perf_counter() - start
        with torch.no_grad():
            positive, negative = layer(positive).relu(), layer(negative).relu()
    peak = peak_megabytes()

    test_error = train_error = None
    if not arguments.no_test:
        test_error = error(layers, *read_examples(arguments.mnist, "test"), label_value)
        train_error = error(layers, images, labels, label_value)
    result = {
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
        "sizes": sizes,
        "examples": len(images),
        "losses": losses,
        "secondsPerStep": seconds / (arguments.steps * len(layers)),
        "testError": test_error,
        "trainError": train_error,
        "peakMegabytes": peak,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
