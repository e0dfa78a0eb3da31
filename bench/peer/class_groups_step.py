"""One training step of layers whose units compete for the class, in plain PyTorch: convolutions and dense ReLU layers,
every layer alone by the cross-entropy of a softmax over its class groups' goodness, by Adam.

At every place the channels are divided among the classes in order; goodness is the mean of a group's squares or of its
activities. Between layers a row's mean is subtracted and it is divided by its deviation; nothing is sent back through that.
A linear softmax learns alongside from the normalized activities of the layers it reads, and teaches them nothing.

    python3 class_groups_step.py --spec spec.json ...     see stepping.py

Styles: "plain" keeps images as PyTorch does by default; "tuned" keeps channels last in memory, and updates all
parameters in one fused call.
"""

import torch
import torch.nn.functional as F

from shifts_step import shifted
from stepping import CLASSES, GRID, expect, refuse, run_experiment, shuffled_batches


def make_module(choice, below):
    """(module, shape of its output [channels, height, width]); first weights do not matter for the time."""
    if choice["kind"] == "dense":
        inputs = below[0] * below[1] * below[2]
        return torch.nn.Linear(inputs, choice["units"]), (choice["units"], 1, 1)
    expect(choice, "convolution", "layer")
    field, stride, padding = choice["field"], choice["stride"], choice.get("padding", 0)
    module = torch.nn.Conv2d(below[0], choice["channels"], field, stride, padding)
    return module, (choice["channels"], *((n + 2 * padding - field) // stride + 1 for n in below[1:]))


class Net:
    def __init__(self, spec, style):
        self.sharpness = expect(spec["method"], "class-groups", "method")["sharpness"]
        self.squares = spec["goodness"]["kind"] == "mean-of-squares"
        if not self.squares:
            expect(spec["goodness"], "mean-of-activities", "goodness")
        expect(spec["activation"], "relu", "activation")
        self.epsilon = expect(spec["normalization"], "layer-norm", "normalization")["epsilon"]
        self.format = torch.channels_last if style == "tuned" else torch.contiguous_format
        self.modules, shape = [], (GRID[2], *GRID[:2])
        for choice in spec["layers"]:
            module, shape = make_module(choice, shape)
            if shape[0] % CLASSES != 0:
                refuse(f"{shape[0]} channels for {CLASSES} classes")
            self.modules.append((module.to(memory_format=self.format), shape))
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
        """images [B, PIXELS]"""
        values = images.view(-1, GRID[2], *GRID[:2]).contiguous(memory_format=self.format)
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


def make_step(spec, images, labels, style):
    net = Net(spec, style)
    batches = shuffled_batches(images, labels, spec["training"]["batchSize"])
    if not spec["augmentation"]:
        return lambda: net.train_step(*next(batches))
    if len(spec["augmentation"]) > 1:
        refuse("more than one augmentation")
    most = expect(spec["augmentation"][0], "shift", "augmentation")["maximum"]

    def step():
        chosen, own = next(batches)
        net.train_step(shifted(chosen, most), own)

    return step


if __name__ == "__main__":
    run_experiment("Time one step of layers whose units compete for the class in plain PyTorch.", make_step)
