"""One training step of supervised Forward-Forward on shifted images in plain PyTorch.

The recipe is that of hinton_step.py; every image of a batch is moved by up to so many pixels in both directions, all
shifts equally likely, and what comes in at the border is blank. Shifting is a part of the step on both sides.

    python3 shifts_step.py --spec spec.json ...     see stepping.py

The styles are hinton_step.py's; both shift a whole batch by one indexed copy of the padded images.
"""

import torch
import torch.nn.functional as F

import hinton_step
from stepping import CLASSES, GRID, PIXELS, expect, refuse, run_experiment, shuffled_batches


def shifted(images, most, grid=GRID):
    """images [B, pixels], each moved by its own random distances of at most `most` pixels along both axes"""
    height, width, channels = grid
    count = len(images)
    padded = F.pad(images.view(count, height, width, channels), (0, 0, most, most, most, most))
    rows = torch.arange(height) + torch.randint(2 * most + 1, (count, 1))
    columns = torch.arange(width) + torch.randint(2 * most + 1, (count, 1))
    moved = padded[torch.arange(count)[:, None, None], rows[:, :, None], columns[:, None, :]]
    return moved.view(count, -1)


def expect_recipe(spec):
    """Refuses whatever hinton_step.py does not do."""
    kinds = {
        "method": "forward-forward",
        "activation": "relu",
        "normalization": "root-mean-square",
        "goodness": "sum-of-squares",
        "objective": "logistic",
        "negatives": "hard",
        "dropout": "none",
        "regions": "none",
    }
    for slot, kind in kinds.items():
        expect(spec[slot], kind, slot)
    peer = expect(spec["peer"], "running-mean", "peer")
    softmax = next((each for each in spec["readouts"] if each["kind"] == "softmax"), None)
    optimizer = expect(spec["optimizer"], "smoothed-sgd", "optimizer")
    own = {
        "label": (expect(spec["labels"], "in-input", "labels")["value"], 1),
        "threshold": (expect(spec["threshold"], "units", "threshold")["factor"], 1),
        "peer": (tuple(peer[name] for name in ("strength", "momentum", "initial")), (0.03, 0.9, 0.5)),
        "optimizer": (tuple(optimizer[name] for name in ("smoothing", "weightDecay")), (0.9, 0.001)),
        "read-out": (
            softmax and tuple(softmax[name] for name in ("firstLayer", "learningRate", "smoothing", "weightDecay")),
            (2, 0.1, 0.9, 0.003),
        ),
    }
    for what, (given, known) in own.items():
        if given != known:
            refuse(f"{what} with {given}, only {known}")


def make_step(spec, images, labels, style):
    expect_recipe(spec)
    if len(spec["augmentation"]) != 1:
        refuse("more or less than one augmentation")
    most = expect(spec["augmentation"][0], "shift", "augmentation")["maximum"]
    hinton_step.LEARNING_RATE = spec["optimizer"]["learningRate"]
    sizes = [PIXELS, *(expect(layer, "dense", "layer")["units"] for layer in spec["layers"])]
    kind = hinton_step.ForwardForwardNet if style == "tuned" else hinton_step.PlainNet
    net = kind(sizes, CLASSES)
    batches = shuffled_batches(images, labels, spec["training"]["batchSize"])

    def step():
        chosen, own = next(batches)
        net.train_step(shifted(chosen, most), own)

    return step


if __name__ == "__main__":
    run_experiment("Time one step of supervised Forward-Forward on shifted images in plain PyTorch.", make_step)
