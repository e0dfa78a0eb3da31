"""Reads MNIST's IDX files as numpy arrays, for the peer scripts in this folder.

Only what the peers need: unsigned bytes, big-endian sizes, uncompressed. The program's own reader, with its
checks, is elsewhere; nothing is shared with it, so that the peers stay independent.
"""

import os

import numpy as np

FILES = {
    "train": ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    "test": ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
}


def read_idx(path):
    """One IDX file of unsigned bytes -> uint8 array in the shape that its header tells."""
    with open(path, "rb") as file:
        magic = file.read(4)
        if len(magic) < 4 or magic[:3] != b"\x00\x00\x08":
            raise SystemExit(f"{path}: not an IDX file of unsigned bytes")
        shape = np.frombuffer(file.read(4 * magic[3]), dtype=">u4").astype(int)
        values = np.frombuffer(file.read(), dtype=np.uint8)
    if values.size != np.prod(shape):
        raise SystemExit(f"{path}: the header tells {np.prod(shape)} values, the file holds {values.size}")
    return values.reshape(shape)


def read_mnist(folder, part):
    """(images float32 [count, 784] with pixels in [0, 1], labels int64 [count]); part is "train" or "test"."""
    images, labels = (read_idx(os.path.join(folder, name)) for name in FILES[part])
    return images.reshape(len(images), -1).astype(np.float32) / 255, labels.astype(np.int64)
