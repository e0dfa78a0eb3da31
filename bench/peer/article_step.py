"""One training step of the source article's first layer in plain PyTorch: the whole training set as one batch.

The recipe is that of the article habr.com/ru/company/neoflex/blog/719496; article_losses.py tells it and trains by
it. A layer's inputs do not change while it learns, so they are normalized once and not in every step.

    python3 article_step.py --spec spec.json ...     see stepping.py; golden_check_2.py replays the golden trace by it

Styles: "plain" has the passes, the loss and autograd as in the article, with torch.optim.Adam; "tuned" has the
gradients by hand, in place, and Adam fused.
"""

import torch
import torch.nn.functional as F

from stepping import CLASSES, PIXELS, expect, refuse, run_experiment


class ArticleLayer:
    """weights [in, out], bias [out]; goodness = mean of squares."""

    def __init__(self, weights, bias, threshold, adam, style):
        self.weights, self.bias, self.threshold, self.style = weights, bias, threshold, style
        for parameter in (weights, bias):
            parameter.requires_grad_(True)
        betas = (adam["beta1"], adam["beta2"])
        fused = style == "tuned"
        self.optimizer = torch.optim.Adam(
            [weights, bias], lr=adam["learningRate"], betas=betas, eps=adam["epsilon"], fused=fused
        )

    def activities(self, inputs):
        return torch.addmm(self.bias, inputs, self.weights).relu()

    def train_step(self, positive, negative):
        """Normalized inputs [examples, in]. Returns (loss, positive goodness, negative goodness), before the update."""
        return (self.tuned_step if self.style == "tuned" else self.plain_step)(positive, negative)

    def plain_step(self, positive, negative):
        positive_goodness = self.activities(positive).square().mean(dim=1)
        negative_goodness = self.activities(negative).square().mean(dim=1)
        margins = torch.cat([self.threshold - positive_goodness, negative_goodness - self.threshold])
        loss = F.softplus(margins).mean()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.detach(), positive_goodness.detach(), negative_goodness.detach()

    @torch.no_grad()
    def tuned_step(self, positive, negative):
        if self.weights.grad is None:
            self.weights.grad = torch.empty_like(self.weights)
        units, examples = self.weights.shape[1], len(positive)
        margins, goodnesses, bias_gradient = [], [], 0
        for inputs, sign, beta in ((positive, -1, 0), (negative, 1, 1)):
            delta = torch.addmm(self.bias, inputs, self.weights).relu_()
            goodness = torch.linalg.vector_norm(delta, dim=1).square_().div_(units)
            margin = (goodness - self.threshold) * sign
            # d softplus(z)/dz = sigmoid(z), dg/dy = 2 y / units
            delta.mul_((margin.sigmoid() * (sign * 2 / (units * 2 * examples))).unsqueeze(1))
            self.weights.grad.addmm_(inputs.t(), delta, beta=beta)
            bias_gradient = bias_gradient + delta.sum(dim=0)
            margins.append(margin)
            goodnesses.append(goodness)
        self.bias.grad = bias_gradient
        self.optimizer.step()
        return F.softplus(torch.cat(margins)).mean(), *goodnesses


def labelled(images, labels, label_value):
    """The first ten pixels zeroed, then pixel `label` set."""
    images = images.clone()
    images[:, :CLASSES] = 0
    images[torch.arange(len(images)), labels] = label_value
    return images


def normalized(values, epsilon):
    return values / (values.norm(dim=1, keepdim=True) + epsilon)


def make_step(spec, images, labels, style):
    kinds = {"activation": "relu", "goodness": "mean-of-squares", "objective": "logistic", "peer": "none"}
    for slot, kind in {**kinds, "negatives": "uniform", "labels": "in-input"}.items():
        expect(spec[slot], kind, slot)
    if spec["training"]["batchSize"] != "all" or spec["labels"]["value"] != "largest" or not spec["negatives"]["once"]:
        refuse("batches, label values other than the largest input, or negatives drawn more than once")
    images = (images - spec["dataset"]["pixelMean"]) / spec["dataset"]["pixelDeviation"]
    epsilon = expect(spec["normalization"], "length", "normalization")["epsilon"]
    label_value = images.max().item()
    wrong = (labels + torch.randint(1, CLASSES, labels.shape)) % CLASSES
    positive, negative = (normalized(labelled(images, own, label_value), epsilon) for own in (labels, wrong))
    first = torch.nn.Linear(PIXELS, expect(spec["layers"][0], "dense", "layer")["units"])
    weights, bias = first.weight.detach().t().contiguous(), first.bias.detach().clone()
    threshold = expect(spec["threshold"], "number", "threshold")["value"]
    layer = ArticleLayer(weights, bias, threshold, expect(spec["optimizer"], "adam", "optimizer"), style)
    return lambda: layer.train_step(positive, negative)


if __name__ == "__main__":
    run_experiment("Time one full-batch step of the article's first layer in plain PyTorch.", make_step)
