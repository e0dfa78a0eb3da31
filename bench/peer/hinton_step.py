"""Times one training step of Hinton's Forward-Forward recipe in plain PyTorch.

The recipe is that of Hinton's published code for the Forward-Forward paper (arXiv 2212.13345): label in the first ten
pixels, goodness = sum of squares, threshold = number of units, peer normalization, hard negatives sampled from the
softmax read-out, smoothed gradients, weight decay, all layers updated together on each batch. golden_check.py states
the same recipe in numpy and is held against the golden traces.

    python3 hinton_step.py --sizes 784,1000,1000,1000 --batch 100 --steps 60 --warmup 10 --threads 2 [--mnist DIR]
    python3 hinton_step.py --interactive ...     then lines "run N" on stdin, one JSON line each on stdout

A step is everything a training loop does per batch: gather the batch, three forward passes, sample the negative
labels, update all layers and the read-out. Without --mnist the images and labels are random; the time is the same.

Two styles. "plain" is what most would write: a local loss per layer, autograd for its gradient, tensors made anew.
"tuned" is the quickest plain way we found: gradients by hand under no_grad, added by addmm_ straight into the smoothed
gradient, in place. --joined-passes runs the tuned style's positive and neutral pass as one batch of twice the size,
which gives the same numbers 5 to 10 % faster. No torch.compile, no fused kernels of our own.
"""

import argparse

import torch
import torch.nn.functional as F

from mnist_idx import read_mnist
from stepping import add_timing_arguments, prepare, shuffled_batches, time_or_serve

LEARNING_RATE = 0.01
WEIGHT_DECAY = 0.001
SOFTMAX_LEARNING_RATE = 0.1
SOFTMAX_WEIGHT_DECAY = 0.003
SMOOTHING = 0.9
PEER_STRENGTH = 0.03
PEER_MOMENTUM = 0.9
PEER_INITIAL = 0.5


def normalized(activities):
    """Mean square 1 over the units of each row."""
    return activities / (activities.square().mean(dim=1, keepdim=True).sqrt() + 1e-10)


class ForwardForwardNet:
    """Dense ReLU layers with a softmax read-out on all hidden layers but the first.

    weights[l] is [in, out]. One call of train_step is one batch of the recipe.
    """

    def __init__(self, sizes, classes=10, joined_passes=False):
        self.sizes, self.classes, self.joined_passes = sizes, classes, joined_passes
        self.weights = [torch.randn(n_in, n_out) / n_in**0.5 for n_in, n_out in zip(sizes, sizes[1:])]
        self.biases = [torch.zeros(n) for n in sizes[1:]]
        self.weight_gradients = [torch.zeros_like(w) for w in self.weights]
        self.bias_gradients = [torch.zeros_like(b) for b in self.biases]
        self.peer_means = [torch.full((n,), PEER_INITIAL) for n in sizes[1:]]
        self.readout = [torch.zeros(n, classes) for n in sizes[2:]]
        self.readout_gradients = [torch.zeros_like(v) for v in self.readout]

    def labelled(self, images, label_pixels):
        images = images.clone()
        images[:, : self.classes] = label_pixels
        return images

    def forward(self, images):
        """(normalized input of every layer and of the read-out, activities of every layer)"""
        inputs, activities = [normalized(images)], []
        for weights, biases in zip(self.weights, self.biases):
            activities.append(torch.addmm(biases, inputs[-1], weights).relu_())
            inputs.append(normalized(activities[-1]))
        return inputs, activities

    def forward_positive_and_neutral(self, positive, neutral):
        """(inputs, activities) of the positive pass, inputs of the neutral pass"""
        if not self.joined_passes:
            return *self.forward(positive), self.forward(neutral)[0]
        inputs, activities = self.forward(torch.cat([positive, neutral]))
        half = len(positive)
        return [n[:half] for n in inputs], [y[:half] for y in activities], [n[half:] for n in inputs]

    @torch.no_grad()
    def train_step(self, images, labels, gain=1.0, negative_labels=None):
        one_hot = F.one_hot(labels, self.classes).float()

        positive_inputs, positive, neutral_inputs = self.forward_positive_and_neutral(
            self.labelled(images, one_hot), self.labelled(images, 1 / self.classes)
        )
        logits = sum(n @ v for n, v in zip(neutral_inputs[2:], self.readout))
        if negative_labels is None:
            # A wrong label, drawn from the read-out's distribution with the true label masked out.
            wrong = logits.masked_fill(one_hot.bool(), -torch.inf).softmax(dim=1)
            negative_labels = torch.multinomial(wrong, 1).squeeze(1)
        wrong_one_hot = F.one_hot(negative_labels, self.classes).float()
        negative_inputs, negative = self.forward(self.labelled(images, wrong_one_hot))

        for l in range(len(self.weights)):
            self.update_layer(l, positive_inputs[l], positive[l], negative_inputs[l], negative[l], gain)
        self.update_readout(neutral_inputs[2:], one_hot - logits.softmax(dim=1), gain)

    def update_layer(self, l, positive_input, positive, negative_input, negative, gain):
        """positive and negative are activities [batch, out]; the inputs are normalized [batch, in]."""
        batch, threshold = len(positive), self.sizes[l + 1]
        positive_goodness = positive.square().sum(dim=1, keepdim=True)
        negative_goodness = negative.square().sum(dim=1, keepdim=True)
        positive_delta = torch.sigmoid(threshold - positive_goodness) * positive
        negative_delta = -torch.sigmoid(negative_goodness - threshold) * negative

        # Peer normalization: positives only, silent units too.
        peer_means = self.peer_means[l]
        peer_means.mul_(PEER_MOMENTUM).add_(positive.mean(dim=0), alpha=1 - PEER_MOMENTUM)
        positive_delta += PEER_STRENGTH * (peer_means.mean() - peer_means)

        # Both passes' gradients go straight into the smoothed one: 0.9 g + 0.1 (positive + negative) / batch.
        share = (1 - SMOOTHING) / batch
        gradient = self.weight_gradients[l]
        gradient.addmm_(positive_input.t(), positive_delta, beta=SMOOTHING, alpha=share)
        gradient.addmm_(negative_input.t(), negative_delta, alpha=share)
        bias_gradient = self.bias_gradients[l]
        bias_gradient.mul_(SMOOTHING).add_(positive_delta.sum(dim=0) + negative_delta.sum(dim=0), alpha=share)

        rate = LEARNING_RATE * gain
        self.weights[l].mul_(1 - rate * WEIGHT_DECAY).add_(gradient, alpha=rate)
        self.biases[l].add_(bias_gradient, alpha=rate)

    def update_readout(self, inputs, error, gain):
        """error is one-hot minus predicted probability [batch, classes]."""
        rate = SOFTMAX_LEARNING_RATE * gain
        for weights, gradient, layer_input in zip(self.readout, self.readout_gradients, inputs):
            gradient.addmm_(layer_input.t(), error, beta=SMOOTHING, alpha=(1 - SMOOTHING) / len(error))
            weights.mul_(1 - rate * SOFTMAX_WEIGHT_DECAY).add_(gradient, alpha=rate)


class PlainNet(ForwardForwardNet):
    """The same recipe as most would write it: local losses and autograd."""

    def train_step(self, images, labels, gain=1.0, negative_labels=None):
        one_hot = F.one_hot(labels, self.classes).float()
        with torch.no_grad():
            neutral_inputs, _ = self.forward(self.labelled(images, 1 / self.classes))
            logits = sum(n @ v for n, v in zip(neutral_inputs[2:], self.readout))
            if negative_labels is None:
                wrong = logits.masked_fill(one_hot.bool(), -torch.inf).softmax(dim=1)
                negative_labels = torch.multinomial(wrong, 1).squeeze(1)
        wrong_one_hot = F.one_hot(negative_labels, self.classes).float()
        positive_input = normalized(self.labelled(images, one_hot))
        negative_input = normalized(self.labelled(images, wrong_one_hot))
        gradients = []
        for l, (weights, biases) in enumerate(zip(self.weights, self.biases)):
            weights.requires_grad_(True), biases.requires_grad_(True)
            positive_total = positive_input @ weights + biases
            positive, negative = positive_total.relu(), (negative_input @ weights + biases).relu()
            threshold = self.sizes[l + 1]
            margins = torch.cat([threshold - positive.square().sum(dim=1), negative.square().sum(dim=1) - threshold])
            # Half the gradient of the sum of squares, as the published code has it; peers on the total input.
            peer_means = self.peer_means[l]
            peer_means.mul_(PEER_MOMENTUM).add_(positive.detach().mean(dim=0), alpha=1 - PEER_MOMENTUM)
            pull = PEER_STRENGTH * (peer_means.mean() - peer_means)
            loss = (0.5 * F.softplus(margins).sum() - (positive_total * pull).sum()) / len(labels)
            gradients.append(torch.autograd.grad(loss, [weights, biases]))
            weights.requires_grad_(False), biases.requires_grad_(False)
            positive_input, negative_input = normalized(positive.detach()), normalized(negative.detach())
        rate = LEARNING_RATE * gain
        for l, (weights_gradient, bias_gradient) in enumerate(gradients):
            # The smoothed gradients point uphill.
            self.weight_gradients[l] = SMOOTHING * self.weight_gradients[l] - (1 - SMOOTHING) * weights_gradient
            self.bias_gradients[l] = SMOOTHING * self.bias_gradients[l] - (1 - SMOOTHING) * bias_gradient
            self.weights[l] += rate * (self.weight_gradients[l] - WEIGHT_DECAY * self.weights[l])
            self.biases[l] += rate * self.bias_gradients[l]
        with torch.no_grad():
            self.update_readout(neutral_inputs[2:], one_hot - logits.softmax(dim=1), gain)


def parse_arguments():
    parser = argparse.ArgumentParser(description="Time one step of Hinton's Forward-Forward recipe in plain PyTorch.")
    parser.add_argument("--sizes", default="784,1000,1000,1000", help="units per layer, the input first")
    parser.add_argument("--batch", type=int, default=100)
    add_timing_arguments(parser)
    parser.add_argument("--device", default="cpu", help="where torch computes, such as cuda or mps")
    parser.add_argument("--joined-passes", action="store_true", help="positive and neutral pass as one batch")
    arguments = parser.parse_args()
    arguments.sizes = [int(size) for size in arguments.sizes.split(",")]
    if len(arguments.sizes) < 3 or arguments.sizes[0] < 10:
        parser.error("--sizes needs an input of at least 10 pixels and at least two layers")
    if arguments.mnist and arguments.sizes[0] != 784:
        parser.error("MNIST images have 784 pixels; --sizes must begin with 784")
    if not arguments.interactive and arguments.steps < 1:
        parser.error("--steps must be at least 1")
    return arguments


def main():
    arguments = parse_arguments()
    prepare(arguments)

    if arguments.mnist:
        arrays = read_mnist(arguments.mnist, "train")
        images, labels = (torch.from_numpy(a[:50_000]).to(arguments.device) for a in arrays)
    else:
        examples = max(5000, arguments.batch)
        images, labels = torch.rand(examples, arguments.sizes[0]), torch.randint(10, (examples,))
    kind = ForwardForwardNet if arguments.style == "tuned" else PlainNet
    net = kind(arguments.sizes, joined_passes=arguments.joined_passes)
    batches = shuffled_batches(images, labels, arguments.batch)

    time_or_serve(lambda: net.train_step(*next(batches)), arguments)


if __name__ == "__main__":
    main()
