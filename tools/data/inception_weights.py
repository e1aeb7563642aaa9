"""Writes the published weights of Inception-v3, without its last layer, for `importInceptionV3` of lib/models.

    .venv/bin/python tools/data/inception_weights.py [FILE]

Keras fetches them (ImageNet, about 88 MB) and checks its own checksum. FILE is by default
data/weights/inception-v3.safetensors; the SHA-256 of its data is written into it.
"""

import hashlib
import json
import os
import struct
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np


def write(model, file):
    """One convolution after the other, as they were built: conv2d_i/kernel and its normalisation's arrays."""
    arrays = {}
    convolutions = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    norms = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
    # Keras lists layers by depth; their numbers tell the order in which they were built.
    number = lambda layer: int((layer.name.rsplit("_", 1) + ["0"])[1] if layer.name[-1].isdigit() else 0)
    for i, (conv, norm) in enumerate(zip(sorted(convolutions, key=number), sorted(norms, key=number))):
        arrays[f"{i}/kernel"] = conv.kernel.numpy()
        arrays[f"{i}/beta"] = norm.beta.numpy()
        arrays[f"{i}/mean"] = norm.moving_mean.numpy()
        arrays[f"{i}/variance"] = norm.moving_variance.numpy()
    data = b"".join(np.ascontiguousarray(a, dtype="<f4").tobytes() for a in arrays.values())
    header = {"__metadata__": {"model": "inception-v3", "sha256": hashlib.sha256(data).hexdigest()}}
    offset = 0
    for name, array in arrays.items():
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [offset, offset + 4 * array.size]}
        offset += 4 * array.size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f".{file.name}.part")
    partial.write_bytes(struct.pack("<Q", len(text)) + text + data)
    partial.rename(file)


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "data/weights/inception-v3.safetensors")
    write(keras.applications.InceptionV3(weights="imagenet", include_top=False), target)
    print(f"{target}: written")
