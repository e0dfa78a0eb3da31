"""One training step of back-propagation in plain PyTorch: dense ReLU layers, cross-entropy of a linear softmax on the
last.

What is back-propagated through is the net that Forward-Forward trains, so every layer's input is divided by its root
mean square where the spec says so. Gradients are smoothed, g = 0.9 g + 0.1 gradient, and w -= rate * (g + decay * w),
biases without decay.

    python3 back_propagation_step.py --spec spec.json ...     see stepping.py

Styles: "plain" is autograd and torch.optim.SGD (momentum and dampening 0.9, fused); "tuned" has the derivatives by
hand, added straight into the smoothed gradients. golden_check_2.py holds one against the other.
"""

import torch
import torch.nn.functional as F

from layers import Smoothed
from stepping import CLASSES, PIXELS, expect, refuse, run_experiment, shuffled_batches


class PlainNet:
    """weights [out, in], as torch.nn.Linear keeps them."""

    def __init__(self, sizes, classes, normalizes, optimizer, softmax):
        self.normalizes = normalizes
        self.weights = [torch.randn(n_out, n_in) / n_in**0.5 for n_in, n_out in zip(sizes, sizes[1:])]
        self.biases = [torch.zeros(n) for n in sizes[1:]]
        self.readout = torch.zeros(classes, sizes[-1])
        groups = [(self.weights, optimizer, True), (self.biases, optimizer, False), ([self.readout], softmax, True)]
        self.decays, self.optimizers = [], []
        for parameters, constants, decays in groups:
            keep, rate = constants["smoothing"], constants["learningRate"]
            for parameter in parameters:
                parameter.requires_grad_(True)
            sgd = torch.optim.SGD(parameters, lr=rate, momentum=keep, dampening=keep, fused=True)
            for parameter in parameters:
                # SGD leaves its first gradient undampened; from zeros the smoothing is the same at every step.
                sgd.state[parameter]["momentum_buffer"] = torch.zeros_like(parameter)
            self.optimizers.append(sgd)
            if decays and constants["weightDecay"] > 0:
                # SGD's own decay would be smoothed along with the gradient.
                self.decays.append((parameters, 1 - rate * constants["weightDecay"]))

    def normalized(self, values):
        return F.rms_norm(values, values.shape[1:], eps=1e-20) if self.normalizes else values

    def train_step(self, images, labels):
        values = self.normalized(images)
        for weights, biases in zip(self.weights, self.biases):
            values = self.normalized(F.linear(values, weights, biases).relu())
        loss = F.cross_entropy(F.linear(values, self.readout), labels)
        for optimizer in self.optimizers:
            optimizer.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameters, factor in self.decays:
                torch._foreach_mul_(parameters, factor)
        for optimizer in self.optimizers:
            optimizer.step()
        return loss.detach()


class TunedNet:
    """weights [in, out]; derivatives by hand, as downhill directions."""

    def __init__(self, sizes, classes, normalizes, optimizer, softmax):
        self.normalizes, self.rate, self.readout_rate = normalizes, optimizer["learningRate"], softmax["learningRate"]
        decay, keep = optimizer["weightDecay"], optimizer["smoothing"]
        self.weights = [
            Smoothed(torch.randn(n_in, n_out) / n_in**0.5, decay, keep, "tuned")
            for n_in, n_out in zip(sizes, sizes[1:])
        ]
        self.biases = [Smoothed(torch.zeros(n), 0.0, keep, "tuned") for n in sizes[1:]]
        self.readout = Smoothed(torch.zeros(sizes[-1], classes), softmax["weightDecay"], softmax["smoothing"], "tuned")

    def normalized(self, values):
        """(normalized rows, what they were multiplied by [B, 1])"""
        if not self.normalizes:
            return values, None
        scale = (values.square().mean(dim=1, keepdim=True) + 1e-20).rsqrt_()
        return values * scale, scale

    @torch.no_grad()
    def train_step(self, images, labels):
        batch = len(images)
        inputs, scales = [self.normalized(images)[0]], []
        for weights, biases in zip(self.weights, self.biases):
            activities = torch.addmm(biases.value, inputs[-1], weights.value).relu_()
            values, scale = self.normalized(activities)
            inputs.append(values)
            scales.append(scale)
        logits = inputs[-1] @ self.readout.value
        error = F.one_hot(labels, logits.shape[1]).to(logits.dtype) - logits.softmax(dim=1)
        upstream = error @ self.readout.value.t()
        self.readout.add_product(inputs[-1].t(), error, batch)
        self.readout.follow(self.readout_rate)
        for l in range(len(self.weights) - 1, -1, -1):
            values, scale = inputs[l + 1], scales[l]
            if scale is not None:
                # n = s y, s = (mean y^2)^(-1/2): dL/dy = s (dL/dn - n mean(n dL/dn))
                upstream -= values * (values * upstream).mean(dim=1, keepdim=True)
                upstream *= scale
            delta = torch.ops.aten.threshold_backward(upstream, values, 0)  # normalized values are 0 where ReLU was
            if l > 0:
                upstream = delta @ self.weights[l].value.t()
            self.weights[l].add_product(inputs[l].t(), delta, batch)
            self.biases[l].add_sum(delta.sum(dim=0), batch)
            self.weights[l].follow(self.rate)
            self.biases[l].follow(self.rate)
        return F.cross_entropy(logits, labels)


def make_step(spec, images, labels, style):
    expect(spec["activation"], "relu", "activation")
    optimizer = expect(spec["optimizer"], "smoothed-sgd", "optimizer")
    if len(spec["readouts"]) != 1 or spec["readouts"][0]["firstLayer"] != len(spec["layers"]):
        refuse("read-outs other than one softmax on the last layer")
    softmax = expect(spec["readouts"][0], "softmax", "read-out")
    if spec["normalization"]["kind"] not in ("root-mean-square", "none"):
        refuse(f"normalization {spec['normalization']['kind']!r}")
    sizes = [PIXELS, *(expect(layer, "dense", "layer")["units"] for layer in spec["layers"])]
    kind = TunedNet if style == "tuned" else PlainNet
    net = kind(sizes, CLASSES, spec["normalization"]["kind"] != "none", optimizer, softmax)
    batches = shuffled_batches(images, labels, spec["training"]["batchSize"])
    return lambda: net.train_step(*next(batches))


if __name__ == "__main__":
    run_experiment("Time one step of back-propagation in plain PyTorch.", make_step)
