"""What every peer here shares: its command line, its data, the timing of steps, and the lines by which a caller
drives it.

    python3 SOME_step.py --spec spec.json --threads 2 --style plain --steps 20 [--mnist DIR]
    python3 SOME_step.py --spec spec.json --interactive ...   then lines "run N" on stdin, one JSON line each on stdout

--spec names an experiment's description as the workbench writes it, with every default filled in. A peer reads from
it the sizes and the constants of the step, and refuses what it does not know: it would time something else.

A step is everything a training loop does per batch, gathering the batch included. Without --mnist images and labels
are random.
"""

import argparse
import json
import math
import sys
import time

import numpy as np
import torch

from mnist_idx import read_mnist

PIXELS, CLASSES = 784, 10
GRID = (28, 28, 1)
GRIDS = {"mnist": GRID, "cifar-10": (32, 32, 3)}


def refuse(problem):
    raise SystemExit(f"this peer does not know {problem}")


def expect(choice, kind, what):
    """The parameters of a chosen part, which must be of this kind."""
    if choice["kind"] != kind:
        refuse(f"{what} {choice['kind']!r}, only {kind!r}")
    return choice


def grid_of(spec):
    """(height, width, channels) of the images an experiment is trained on"""
    kind = spec["dataset"]["kind"]
    if kind not in GRIDS:
        refuse(f"dataset {kind!r}")
    return GRIDS[kind]


def shuffled_batches(images, labels, batch):
    """Batches without end, in a new order on each pass over the data."""
    while True:
        order = torch.randperm(len(images))
        for start in range(0, len(images) - batch + 1, batch):
            chosen = order[start : start + batch]
            yield images[chosen], labels[chosen]


def read_examples(spec, mnist):
    """(images [count, pixels] in [0, 1], labels [count]): the first ones, as many as the spec trains on."""
    count = spec["dataset"]["trainExamples"]
    if mnist and spec["dataset"]["kind"] == "mnist":
        images, labels = (torch.from_numpy(a[:count]) for a in read_mnist(mnist, "train"))
        return images, labels
    return torch.rand(count, math.prod(grid_of(spec))), torch.randint(CLASSES, (count,))


def timed_steps(step, count):
    """Milliseconds of each of `count` calls of step(). A GPU works on by itself: the last one waits for it."""
    milliseconds = []
    for number in range(count):
        start = time.perf_counter()
        step()
        if number == count - 1:
            wait_for_device()
        milliseconds.append((time.perf_counter() - start) * 1000)
    return milliseconds


def wait_for_device():
    kind = torch.get_default_device().type
    if kind == "cuda":
        torch.cuda.synchronize()
    elif kind == "mps":
        torch.mps.synchronize()


def device_name():
    """ "cpu", or a GPU as its driver calls it"""
    kind = torch.get_default_device().type
    return torch.cuda.get_device_name() if kind == "cuda" else kind


def serve(step):
    """Answers each line "run N" with the mean of N steps, so that a caller can alternate blocks between peers.

    "run 0" runs nothing; its answer tells that start-up and warm-up are over.
    """
    for line in sys.stdin:
        words = line.split()
        if not words:
            continue
        if len(words) != 2 or words[0] != "run" or not words[1].isdecimal():
            answer = {"error": f"expected a line 'run N', got {line.strip()!r}"}
        else:
            milliseconds = timed_steps(step, int(words[1]))
            mean = sum(milliseconds) / len(milliseconds) if milliseconds else None
            answer = {"steps": len(milliseconds), "meanMilliseconds": mean}
        answer |= {"torch": torch.__version__, "threads": torch.get_num_threads(), "device": device_name()}
        print(json.dumps(answer), flush=True)


def add_timing_arguments(parser):
    parser.add_argument("--steps", type=int, default=60, help="timed steps")
    parser.add_argument("--warmup", type=int, default=10, help="steps before timing starts")
    parser.add_argument("--threads", type=int, help="default: torch's own choice")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mnist", metavar="DIR", help="folder of the IDX files; random data without it")
    parser.add_argument("--style", choices=["plain", "tuned"], default="plain")
    parser.add_argument("--interactive", action="store_true", help='serve lines "run N" from stdin until it ends')


def prepare(arguments):
    """Sets what torch was asked for; before any tensor is made. Only some peers offer another device than the CPU."""
    if getattr(arguments, "device", "cpu") != "cpu":
        torch.set_default_device(arguments.device)
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)


def time_or_serve(step, arguments):
    """Warms up, then serves or prints one JSON line {torch, threads, stepMilliseconds}."""
    timed_steps(step, arguments.warmup)
    if arguments.interactive:
        serve(step)
        return
    milliseconds = timed_steps(step, arguments.steps)
    result = {
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
        "device": device_name(),
        "stepMilliseconds": {
            "median": float(np.median(milliseconds)),
            "min": min(milliseconds),
            "p10": float(np.percentile(milliseconds, 10)),
            "p90": float(np.percentile(milliseconds, 90)),
            "all": milliseconds,
        },
    }
    print(json.dumps(result))


def run_experiment(description, make_step):
    """A peer's main: make_step(spec, images, labels, style) makes the function that takes one step."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--spec", metavar="FILE", required=True, help="the experiment, as JSON")
    add_timing_arguments(parser)
    arguments = parser.parse_args()
    if not arguments.interactive and arguments.steps < 1:
        parser.error("--steps must be at least 1")
    prepare(arguments)
    with open(arguments.spec, encoding="utf8") as file:
        spec = json.load(file)
    images, labels = read_examples(spec, arguments.mnist)
    time_or_serve(make_step(spec, images, labels, arguments.style), arguments)
