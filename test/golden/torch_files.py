"""Small files of PyTorch's for test/weights/torch-file.test.ts: both formats, views, types, and what must be refused.

    pip install torch==2.13.0 numpy && python test/golden/torch_files.py
"""

import os
import pathlib
import pickle

import numpy as np
import torch

FOLDER = pathlib.Path(__file__).parent / "torch"

grid = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4)
state = {
    "grid": grid,
    "transposed": grid.permute(2, 0, 1),
    "part": grid[:, 1:, ::2],
    "half": torch.tensor([0.5, -2.0, 65504.0, 6e-8], dtype=torch.float16),
    "brain": torch.tensor([0.5, -2.0, 3.140625], dtype=torch.bfloat16),
    "double": torch.tensor([1 / 3], dtype=torch.float64),
    "long": torch.tensor([1, -2, 3]),
    "bytes": torch.tensor([0, 255], dtype=torch.uint8),
    "bool": torch.tensor([True, False]),
    "scalar": torch.tensor(7.0),
    "empty": torch.zeros(0, 3),
    "parameter": torch.nn.Parameter(torch.tensor([1.5])),
}


class Evil:
    def __reduce__(self):
        return os.system, ("echo run > pickle-was-run",)


def main() -> None:
    torch.save(state, FOLDER / "state.pth")
    torch.save(state, FOLDER / "state-old.pth", _use_new_zipfile_serialization=False)
    pair = ({"layer.weight": torch.ones(2)}, {"epoch": 3, "accuracy": np.float64(0.5), "name": "best"})
    torch.save(pair, FOLDER / "pair.pth")
    torch.save({"layer.weight": torch.ones(2), "more": Evil()}, FOLDER / "evil.pth")
    torch.save({"layer.weight": torch.ones(2), "more": Evil()}, FOLDER / "evil-old.pth", _use_new_zipfile_serialization=False)
    torch.save(torch.nn.Linear(2, 1), FOLDER / "module.pth")
    (FOLDER / "no-weights.pkl").write_bytes(pickle.dumps({"a": 1}, protocol=2))


main()
