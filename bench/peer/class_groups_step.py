"""One training step of layers whose units compete for the class, in plain PyTorch: convolutions, local fields without
shared weights and dense ReLU layers, every layer alone by the cross-entropy of a softmax over its class groups' goodness, by Adam.

At every place the channels are divided among the classes in order; goodness is the mean of a group's squares or of its
activities. Between layers a row's mean is subtracted and it is divided by its deviation; nothing is sent back through that.
A linear softmax learns alongside from the normalized activities of the layers it reads, and teaches them nothing.

    python3 class_groups_step.py --spec spec.json ...     see stepping.py

Styles: "plain" keeps images as PyTorch does by default, and takes what local fields see by F.unfold; "tuned" keeps
channels last in memory, takes it by one copy of strided windows, and updates all parameters in one fused call.
"""

import math

import torch
import torch.nn.functional as F

from shifts_step import shifted
from stepping import CLASSES, expect, grid_of, refuse, run_experiment, shuffled_batches


class LocalFields(torch.nn.Module):
    """Own weights per position: [B, C below, H, W] -> [B, C, h, w]; weights [P, I, C], bias [P, 1, C]."""

    def __init__(self, below, choice, out, style):
        super().__init__()
        self.field, self.stride, self.padding = choice["field"], choice["stride"], choice.get("padding", 0)
        self.out, self.tuned = out, style == "tuned"
        positions, inputs = out[1] * out[2], below[0] * self.field**2
        self.weights = torch.nn.Parameter(torch.randn(positions, inputs, out[0]) / inputs**0.5)
        self.bias = torch.nn.Parameter(torch.zeros(positions, 1, out[0]))

    def fields(self, values):
        """[P, B, I]"""
        if not self.tuned:
            return F.unfold(values, self.field, padding=self.padding, stride=self.stride).permute(2, 0, 1)
        padded = F.pad(values, [self.padding] * 4)
        windows = padded.unfold(2, self.field, self.stride).unfold(3, self.field, self.stride)
        # [B, channel, position row, position column, row, column] -> [.., .., B, row, column, channel]
        return windows.permute(2, 3, 0, 4, 5, 1).reshape(math.prod(self.out[1:]), len(values), -1)

    def forward(self, values):
        products = torch.baddbmm(self.bias, self.fields(values), self.weights)
        return products.unflatten(0, self.out[1:]).permute(2, 3, 0, 1)


def make_module(choice, below, style):
    """(module, shape of its output [channels, height, width]); first weights do not matter for the time."""
    if choice["kind"] == "dense":
        inputs = below[0] * below[1] * below[2]
        return torch.nn.Linear(inputs, choice["units"]), (choice["units"], 1, 1)
    field, stride, padding = choice["field"], choice["stride"], choice.get("padding", 0)
    out = (choice["channels"], *((n + 2 * padding - field) // stride + 1 for n in below[1:]))
    if choice["kind"] == "local":
        return LocalFields(below, choice, out, style), out
    expect(choice, "convolution", "layer")
    return torch.nn.Conv2d(below[0], choice["channels"], field, stride, padding), out


class Net:
    def __init__(self, spec, style):
        self.sharpness = expect(spec["method"], "class-groups", "method")["sharpness"]
        self.squares = spec["goodness"]["kind"] == "mean-of-squares"
        if not self.squares:
            expect(spec["goodness"], "mean-of-activities", "goodness")
        expect(spec["activation"], "relu", "activation")
        self.epsilon = expect(spec["normalization"], "layer-norm", "normalization")["epsilon"]
        self.format = torch.channels_last if style == "tuned" else torch.contiguous_format
        self.grid = grid_of(spec)
        self.mean, self.deviation = (spec["dataset"][name] for name in ("pixelMean", "pixelDeviation"))
        self.modules, shape = [], (self.grid[2], *self.grid[:2])
        for choice in spec["layers"]:
            module, shape = make_module(choice, shape, style)
            if shape[0] % CLASSES != 0:
                refuse(f"{shape[0]} channels for {CLASSES} classes")
            if choice["kind"] == "convolution":
                module = module.to(memory_format=self.format)
            self.modules.append((module, shape))
        self.softmax = next((each for each in spec["readouts"] if each["kind"] == "softmax"), None)
        self.readouts = {}
        if self.softmax is not None:
            for l in range(self.softmax["firstLayer"] - 1, len(self.modules)):
                _, (channels, height, width) = self.modules[l]
                self.readouts[l] = torch.zeros(CLASSES, channels * height * width, requires_grad=True)
        adam = expect(spec["optimizer"], "adam", "optimizer")
        parameters = [each for module, _ in self.modules for each in module.parameters()]
        given = {"lr": adam["learningRate"], "betas": (adam["beta1"], adam["beta2"]), "eps": adam["epsilon"]}
        self.optimizers = [torch.optim.Adam(parameters, fused=style == "tuned", **given)]
        if self.readouts:
            keep = self.softmax["smoothing"]
            sgd = torch.optim.SGD(
                self.readouts.values(), lr=self.softmax["learningRate"], momentum=keep, dampening=keep, fused=True
            )
            self.optimizers.append(sgd)

    def goodness(self, activities):
        """[B, channels, height, width] -> [B, CLASSES]"""
        groups = activities.unflatten(1, (CLASSES, -1))
        return (groups.square() if self.squares else groups).mean(dim=(2, 3, 4))

    def train_step(self, images, labels):
        """images [B, pixels], by row, column and channel"""
        standardized = (self.mean, self.deviation) != (0, 1)
        values = (images - self.mean) / self.deviation if standardized else images
        values = values.view(-1, *self.grid).permute(0, 3, 1, 2).contiguous(memory_format=self.format)
        values = F.layer_norm(values, values.shape[1:], eps=self.epsilon)
        losses, logits = [], None
        for l, (module, shape) in enumerate(self.modules):
            total = module(values.flatten(1) if isinstance(module, torch.nn.Linear) else values)
            activities = total.relu().view(len(images), *shape) if total.dim() == 2 else total.relu()
            losses.append(F.cross_entropy(self.sharpness * self.goodness(activities), labels))
            with torch.no_grad():
                values = F.layer_norm(activities, activities.shape[1:], eps=self.epsilon)
            if l in self.readouts:
                own = F.linear(values.flatten(1), self.readouts[l])
                logits = own if logits is None else logits + own
        if logits is not None:
            losses.append(F.cross_entropy(logits, labels))
        for optimizer in self.optimizers:
            optimizer.zero_grad()
        torch.stack(losses).sum().backward()
        if self.readouts:
            with torch.no_grad():
                kept = 1 - self.softmax["learningRate"] * self.softmax["weightDecay"]
                torch._foreach_mul_(list(self.readouts.values()), kept)
        for optimizer in self.optimizers:
            optimizer.step()
        return losses[-1].detach()


def mirrored(images, grid):
    """images [B, pixels], left and right swapped in every second one on average"""
    values = images.view(-1, *grid)
    chosen = torch.rand(len(images), 1, 1, 1) < 0.5
    return torch.where(chosen, values.flip(2), values).flatten(1)


def augmented(images, choice, grid):
    if choice["kind"] == "mirror":
        return mirrored(images, grid)
    return shifted(images, expect(choice, "shift", "augmentation")["maximum"], grid)


def make_step(spec, images, labels, style):
    net = Net(spec, style)
    batches = shuffled_batches(images, labels, spec["training"]["batchSize"])

    def step():
        chosen, own = next(batches)
        for augmentation in spec["augmentation"]:
            chosen = augmented(chosen, augmentation, net.grid)
        net.train_step(chosen, own)

    return step


if __name__ == "__main__":
    run_experiment("Time one step of layers whose units compete for the class in plain PyTorch.", make_step)
