"""One training step of unsupervised Forward-Forward with hybrid negatives in plain PyTorch: dense, local or
convolutional.

The recipe is Hinton's (arXiv 2212.13345, section 3.2): negatives are two images joined along a smooth random mask;
goodness = sum of squares, threshold = units, update as in his published code; a linear softmax learns alongside from
the normalized activities of the positives, and teaches the layers nothing. Gradients by hand under no_grad, added
straight into the smoothed ones; positives and negatives go through the net as one block of rows, positives first.

    python3 hybrid_step.py --spec spec.json ...     see stepping.py; golden_check_2.py replays golden traces by it

Styles differ in the update, and in how a convolution is computed: see layers.py.
"""

import torch
import torch.nn.functional as F

from layers import Smoothed, make_layer
from stepping import CLASSES, GRID, expect, refuse, run_experiment, shuffled_batches


def blur_matrix(size, blurs):
    """[size, size]: a row times it is the row blurred so many times with [1/4, 1/2, 1/4], borders repeated."""
    once = torch.zeros(size, size)
    for at in range(size):
        for neighbour, weight in ((at - 1, 0.25), (at, 0.5), (at + 1, 0.25)):
            once[min(max(neighbour, 0), size - 1), at] += weight
    return torch.linalg.matrix_power(once, blurs)


class Hybrids:
    """Makes negatives: mask * image + (1 - mask) * another image of the batch."""

    def __init__(self, grid, blurs, threshold):
        self.grid, self.threshold = grid, threshold
        # Blurring is linear: all blurs along one axis are one small product.
        self.down, self.across = blur_matrix(grid[0], blurs).t().contiguous(), blur_matrix(grid[1], blurs)

    def masks(self, bits):
        """bits [B, height, width], 0 or 1 -> true or false for each"""
        return torch.matmul(self.down, torch.matmul(bits, self.across)) > self.threshold

    def joined(self, images, masks, partners):
        """images and partners [B, I]; masks [B, height, width] hold for all channels"""
        shape = (len(images), self.grid[0] * self.grid[1], self.grid[2])
        return torch.where(masks.view(*shape[:2], 1), images.view(shape), partners.view(shape)).view_as(images)

    def draw(self, images):
        """Negatives of a batch, with fresh masks and every image's partner at the same random distance."""
        bits = torch.empty(len(images), *self.grid[:2]).bernoulli_(0.5)
        distance = int(torch.randint(1, len(images), ()))
        return self.joined(images, self.masks(bits), images.roll(-distance, 0))


class HybridNet:
    """ReLU layers, each with its own objective, and a linear softmax on the layers from `first_read` on (from 0)."""

    def __init__(self, grid, layer_choices, optimizer, peer, softmax, classes, style):
        """optimizer, peer (or None) and softmax hold constants under the names that specs give them."""
        self.grid, self.optimizer, self.peer, self.softmax, self.classes = grid, optimizer, peer, softmax, classes
        self.layers = []
        for choice in layer_choices:
            below = self.layers[-1].out if self.layers else grid
            self.layers.append(make_layer(choice, below, optimizer, style))
        self.read = range(softmax["firstLayer"] - 1, len(self.layers))
        self.readout = {
            l: Smoothed(torch.zeros(self.layers[l].units, classes), softmax["weightDecay"], softmax["smoothing"], style)
            for l in self.read
        }
        initial = peer["initial"] if peer else 0.0
        self.peer_means = [torch.full((layer.positions, layer.channels), float(initial)) for layer in self.layers]

    @torch.no_grad()
    def train_step(self, images, negatives, labels, gain=1.0):
        """images, negatives [B, I]. Returns (goodness of every layer [2 B], log-probabilities [B, classes])."""
        batch, rate = len(images), self.optimizer["learningRate"] * gain
        # [places, 2 B, channels]
        block = torch.cat([images, negatives]).unflatten(1, (-1, self.grid[2])).transpose(0, 1)
        seen = normalized(block, squared_length(block))
        goodness, read = [], {}
        for l, layer in enumerate(self.layers):
            activities = layer.total_input(seen).relu_()
            goodness.append(squared_length(activities))
            if l + 1 < len(self.layers) or l in self.read:
                seen = normalized(activities, goodness[-1])
            if l in self.read:
                read[l] = seen[:, :batch].transpose(0, 1).reshape(batch, -1)
            # No layer waits for another: nothing above reads these weights.
            self.update_layer(l, activities, goodness[-1], rate)
        logits = sum(values @ self.readout[l].value for l, values in read.items())
        error = F.one_hot(labels, self.classes).to(logits.dtype) - logits.softmax(dim=1)
        for l, values in read.items():
            self.readout[l].add_product(values.t(), error, batch)
            self.readout[l].follow(self.softmax["learningRate"] * gain)
        return goodness, logits.log_softmax(dim=1)

    def update_layer(self, l, activities, goodness, rate):
        """activities [P, 2 B, C], overwritten; goodness [2 B]"""
        layer, batch = self.layers[l], len(goodness) // 2
        pull = None
        if self.peer:
            # The mean is moved first, then used; positives only; silent units feel it too.
            means, keep = self.peer_means[l], self.peer["momentum"]
            means.mul_(keep).add_(activities[:, :batch].mean(dim=1), alpha=1 - keep)
            pull = self.peer["strength"] * (means.mean() - means)
        # Uphill with respect to the total input, without the factor 2 of the square: (1 - p) y and -p y.
        margin = goodness - layer.units
        force = torch.cat([torch.sigmoid(-margin[:batch]), -torch.sigmoid(margin[batch:])])
        delta = activities.mul_(force[None, :, None])
        if pull is not None:
            delta[:, :batch] += pull.unsqueeze(1)
        layer.add_gradient(delta, batch)
        layer.follow(rate)


def squared_length(activities):
    """[P, R, C] -> [R]"""
    return torch.linalg.vector_norm(activities, dim=(0, 2)).square_()


def normalized(activities, squares):
    """Mean square 1 over the units of each row."""
    units = activities.shape[0] * activities.shape[2]
    return activities * (1 / ((squares / units).sqrt_() + 1e-10))[None, :, None]


def make_step(spec, images, labels, style):
    kinds = {"activation": "relu", "normalization": "root-mean-square", "goodness": "sum-of-squares"}
    for slot, kind in {**kinds, "objective": "logistic"}.items():
        expect(spec[slot], kind, slot)
    threshold = expect(spec["threshold"], "units", "threshold")
    negatives = expect(spec["negatives"], "hybrid", "negatives")
    optimizer = expect(spec["optimizer"], "smoothed-sgd", "optimizer")
    if threshold["factor"] != 1 or negatives["partner"] != "any" or len(spec["readouts"]) != 1:
        refuse("a threshold other than the units, a choice of partners, or read-outs other than one softmax")
    peer = None if spec["peer"]["kind"] == "none" else expect(spec["peer"], "running-mean", "peer")
    softmax = expect(spec["readouts"][0], "softmax", "read-out")
    net = HybridNet(GRID, spec["layers"], optimizer, peer, softmax, CLASSES, style)
    hybrids = Hybrids(GRID, negatives["blurs"], negatives["threshold"])
    batches = shuffled_batches(images, labels, spec["training"]["batchSize"])

    def step():
        chosen, own = next(batches)
        net.train_step(chosen, hybrids.draw(chosen), own)

    return step


if __name__ == "__main__":
    run_experiment("Time one step of unsupervised Forward-Forward with hybrid negatives in plain PyTorch.", make_step)
