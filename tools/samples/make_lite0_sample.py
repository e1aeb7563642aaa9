"""Makes data/samples/efficientnet-lite0: the published weights without the classifier, as half-precision numbers.

    npm run data -- efficientnet-lite0
    pip install numpy
    python tools/samples/make_lite0_sample.py [FROM] [TO]

A lesson's quick profile transfers from them without a network; the full one takes the published float32 weights.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy

LEFT_OUT = "_fc."


def tensors(file):
    data = file.read_bytes()
    length = int.from_bytes(data[:8], "little")
    for name, entry in json.loads(data[8:8 + length]).items():
        if name == "__metadata__" or name.startswith(LEFT_OUT):
            continue
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        yield name, numpy.frombuffer(data[start:end], "<f4").reshape(entry["shape"])


def main(source, target):
    header, parts, at = {"__metadata__": {"format": "pt"}}, [], 0
    for name, values in tensors(source / "weights.safetensors"):
        half = values.astype("<f2")
        assert numpy.isfinite(half).all(), name
        header[name] = {"dtype": "F16", "shape": list(values.shape), "data_offsets": [at, at + half.nbytes]}
        at += half.nbytes
        parts.append(half.tobytes())
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    data = len(text).to_bytes(8, "little") + text + b"".join(parts)
    target.mkdir(parents=True, exist_ok=True)
    (target / "weights.safetensors").write_bytes(data)
    described = [line for line in (source / "weights.yaml").read_text(encoding="utf-8").splitlines()
                 if not line.startswith(("sha256:", "note:"))]
    note = "input (x - 127) / 128 of pixels from 0 to 255; without the classifier, rounded to half precision"
    described += [f"note: {json.dumps(note)}", f'sha256: "{hashlib.sha256(data).hexdigest()}"']
    (target / "weights.yaml").write_text("\n".join(described) + "\n", encoding="utf-8")
    print(f"{len(parts)} tensors, {len(data)} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "data/weights/efficientnet-lite0"),
         Path(sys.argv[2] if len(sys.argv) > 2 else "data/samples/efficientnet-lite0"))
