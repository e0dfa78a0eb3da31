"""Layers for the peers: dense, local fields without shared weights, and convolution, each with its pass and its
update.

Activities are [P, R, C] here: P positions (row by row; 1 in a dense layer), R rows (the examples of one or more
passes), C channels. So every position's product is one of a batch, and nothing is transposed between layers. I inputs
of a field, in the order (row, column, channel).

An update is that of Hinton's published code: g = 0.9 g + 0.1 gradient, w += rate * (g - decay * w), biases without
decay.
"""

import torch
import torch.nn.functional as F


class Smoothed:
    """A parameter that follows its smoothed gradient uphill.

    style "plain" updates as the recipe says it, decay and step one after the other; "tuned" keeps the smoothed gradient
    divided by the decay, and one lerp_ then does both, with three instead of five passes over memory.
    """

    def __init__(self, value, decay, smoothing, style):
        self.value, self.decay, self.smoothing = value, decay, smoothing
        self.gradient = torch.zeros_like(value)
        self.unit = 1 / decay if style == "tuned" and decay > 0 else 1.0

    def add_product(self, left, right, divisor):
        """gradient = smoothing * gradient + (1 - smoothing) * left @ right / divisor, in place"""
        share = (1 - self.smoothing) / divisor * self.unit
        add = self.gradient.baddbmm_ if left.dim() == 3 else self.gradient.addmm_
        add(left, right, beta=self.smoothing, alpha=share)

    def add_sum(self, total, divisor):
        self.gradient.mul_(self.smoothing).add_(total, alpha=(1 - self.smoothing) / divisor * self.unit)

    def follow(self, rate):
        if self.unit != 1.0:
            self.value.lerp_(self.gradient, rate * self.decay)
            return
        if self.decay > 0:
            self.value.mul_(1 - rate * self.decay)
        self.value.add_(self.gradient, alpha=rate)


class Layer:
    """What the kinds share: `weights` and `bias` are Smoothed; `positions`, `channels` and `fan_in` are numbers."""

    def __init__(self, below, out, weights, fan_in, bias_shape, constants, style):
        """below and out are grids (height, width, channels); constants have smoothing and weightDecay."""
        self.below, self.out, self.fan_in = below, out, fan_in
        self.positions, self.channels = out[0] * out[1], out[2]
        self.units = self.positions * self.channels
        keep = constants["smoothing"]
        self.weights = Smoothed(weights, constants["weightDecay"], keep, style)
        self.bias = Smoothed(torch.zeros(bias_shape), 0.0, keep, style)

    def follow(self, rate):
        self.weights.follow(rate)
        self.bias.follow(rate)


class Dense(Layer):
    """weights [I, C], bias [C]"""

    def __init__(self, below, units, constants, style):
        inputs = below[0] * below[1] * below[2]
        weights = torch.randn(inputs, units) / inputs**0.5
        super().__init__(below, (1, 1, units), weights, inputs, (units,), constants, style)

    def total_input(self, below):
        """[positions below, R, channels below] -> [1, R, C]"""
        self.seen = below.transpose(0, 1).reshape(below.shape[1], -1)  # a view, where below is dense or the image
        return torch.addmm(self.bias.value, self.seen, self.weights.value).unsqueeze(0)

    def add_gradient(self, delta, divisor):
        self.weights.add_product(self.seen.t(), delta[0], divisor)
        self.bias.add_sum(delta[0].sum(dim=0), divisor)


def size_after(size, field, stride):
    return (size - field) // stride + 1


class Spatial(Layer):
    """A layer of square fields without padding; kinds differ in whether positions share weights."""

    def __init__(self, below, choice, weights_shape, bias_shape, constants, style):
        self.field, self.stride = choice["field"], choice["stride"]
        out = (*(size_after(n, self.field, self.stride) for n in below[:2]), choice["channels"])
        fan_in = self.field**2 * below[2]
        weights = torch.randn(weights_shape(out[0] * out[1], fan_in, out[2])) / fan_in**0.5
        super().__init__(below, out, weights, fan_in, bias_shape(out[0] * out[1], out[2]), constants, style)

    def fields(self, below):
        """[positions below, R, channels below] -> what every position sees [P, R, I]: the one copy of a pass"""
        height, width, channels = self.below
        grid = below.unflatten(0, (height, width))  # [row, column, R, channel]
        windows = grid.unfold(0, self.field, self.stride).unfold(1, self.field, self.stride)
        # [position row, position column, R, channel, row, column]
        return windows.permute(0, 1, 2, 4, 5, 3).reshape(self.positions, below.shape[1], self.fan_in)


class Local(Spatial):
    """Own weights per position: weights [P, I, C], bias [P, 1, C]."""

    def __init__(self, below, choice, constants, style):
        super().__init__(below, choice, lambda p, i, c: (p, i, c), lambda p, c: (p, 1, c), constants, style)

    def total_input(self, below):
        self.seen = self.fields(below)
        return torch.baddbmm(self.bias.value, self.seen, self.weights.value)

    def add_gradient(self, delta, divisor):
        self.weights.add_product(self.seen.transpose(1, 2), delta, divisor)
        self.bias.add_sum(delta.sum(dim=1, keepdim=True), divisor)


class UnfoldedConvolution(Spatial):
    """Shared weights, all positions' fields as one product: weights [I, C], bias [C]."""

    def __init__(self, below, choice, constants, style):
        super().__init__(below, choice, lambda p, i, c: (i, c), lambda p, c: (c,), constants, style)

    def total_input(self, below):
        self.seen = self.fields(below).flatten(0, 1)
        return torch.addmm(self.bias.value, self.seen, self.weights.value).unflatten(0, (self.positions, -1))

    def add_gradient(self, delta, divisor):
        rows = delta.flatten(0, 1)
        self.weights.add_product(self.seen.t(), rows, divisor)
        self.bias.add_sum(rows.sum(dim=0), divisor)


class Convolution(Spatial):
    """Shared weights by conv2d, channels last: weights [C, channels below, field, field], bias [C].

    Memory is [R, row, column, channel]; [P, R, C] is a view of it.
    """

    def __init__(self, below, choice, constants, style):
        shape = (choice["channels"], below[2], choice["field"], choice["field"])
        super().__init__(below, choice, lambda p, i, c: shape, lambda p, c: (c,), constants, style)
        self.weights.value = self.weights.value.contiguous(memory_format=torch.channels_last)
        self.weights.gradient = torch.zeros_like(self.weights.value)

    @staticmethod
    def as_images(activities, grid):
        """[P, R, C] -> [R, C, row, column], a view"""
        return activities.unflatten(0, grid[:2]).permute(2, 3, 0, 1)

    def total_input(self, below):
        self.seen = self.as_images(below, self.below).contiguous(memory_format=torch.channels_last)
        total = F.conv2d(self.seen, self.weights.value, self.bias.value, self.stride)
        return total.permute(2, 3, 0, 1).flatten(0, 1)

    def add_gradient(self, delta, divisor):
        images = self.as_images(delta, self.out)
        _, weights, bias = torch.ops.aten.convolution_backward(
            images, self.seen, self.weights.value, [self.channels],
            [self.stride] * 2, [0, 0], [1, 1], False, [0, 0], 1, [False, True, True],
        )  # fmt: skip
        self.weights.add_sum(weights, divisor)
        self.bias.add_sum(bias, divisor)


def make_layer(choice, below, constants, style):
    """The layer of a spec's choice; a convolution is conv2d in the plain style, one product of fields in the tuned."""
    if choice["kind"] == "dense":
        return Dense(below, choice["units"], constants, style)
    if choice.get("padding", 0) != 0:
        raise SystemExit("this peer does not know padding")
    if choice["kind"] == "local":
        return Local(below, choice, constants, style)
    if choice["kind"] == "convolution":
        kind = UnfoldedConvolution if style == "tuned" else Convolution
        return kind(below, choice, constants, style)
    raise SystemExit(f"this peer does not know layers of kind {choice['kind']!r}")
