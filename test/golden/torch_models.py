"""PyTorch's twins of the sound models, small: writes their weights (torch/*.safetensors) and outputs (torch_models.json).

    pip install torch safetensors
    python test/golden/torch_models.py

Inputs are computed on both sides by the same integer arithmetic (`numbers` here, test/golden/numbers.ts).
"""

import json
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn

HERE = Path(__file__).parent
BANDS, FRAMES, FILTERS, LSTM, UNITS, CLASSES = 16, 6, (4, 5, 6), (5, 3), 7, 3


def numbers(count, stream):
    """float32 in [-0.5, 0.5): a multiplicative hash of the position and the stream, as goldenNumbers."""
    index = np.arange(count, dtype=np.uint64)
    mixed = (index * 2654435761 + np.uint64(stream) * 40503 + 12345) % 2**32
    mixed = (mixed * 2246822519 + 7) % 2**32
    return (mixed.astype(np.float64) / 2**32 - 0.5).astype(np.float32)


class Blocks(nn.Module):
    """Three blocks as in the document: convolution, normalisation, ReLU, pooling."""

    def __init__(self, pool):
        super().__init__()
        for i, (inputs, outputs) in enumerate(zip((3, *FILTERS), FILTERS), start=1):
            setattr(self, f"conv{i}", nn.Conv2d(inputs, outputs, 3, padding=1))
            setattr(self, f"bn{i}", nn.BatchNorm2d(outputs))
        self.pool = nn.MaxPool2d(pool)

    def maps(self, x):
        for i in (1, 2, 3):
            x = self.pool(torch.relu(getattr(self, f"bn{i}")(getattr(self, f"conv{i}")(x))))
        return x


class Cnn(Blocks):
    def __init__(self):
        super().__init__(2)
        self.fc1 = nn.Linear(FILTERS[2], UNITS)
        self.fc2 = nn.Linear(UNITS, CLASSES)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(self.maps(x).mean(dim=(2, 3)))))


class Crnn(Blocks):
    def __init__(self):
        super().__init__((2, 1))
        self.lstm1 = nn.LSTM(FILTERS[2] * BANDS // 8, LSTM[0], batch_first=True, bidirectional=True)
        self.lstm2 = nn.LSTM(2 * LSTM[0], LSTM[1], batch_first=True, bidirectional=True)
        self.fc1 = nn.Linear(4 * LSTM[1], UNITS)
        self.fc2 = nn.Linear(UNITS, CLASSES)

    def forward(self, x):
        maps = self.maps(x).permute(0, 3, 1, 2)
        sequence, _ = self.lstm1(maps.reshape(*maps.shape[:2], -1))
        sequence, _ = self.lstm2(sequence)
        pooled = torch.cat([sequence.mean(dim=1), sequence.max(dim=1).values], dim=1)
        return self.fc2(torch.relu(self.fc1(pooled)))


def reference(name, model, frames):
    x = torch.from_numpy(numbers(2 * 3 * BANDS * frames, 9).reshape(2, 3, BANDS, frames) * 4)
    # A few batches in training mode, so that the running statistics are no longer 0 and 1.
    model.train()
    for _ in range(3):
        model(x * 1.5 + 0.3)
    model.eval()
    with torch.no_grad():
        outputs = torch.softmax(model(x), dim=1)
    save_file(model.state_dict(), HERE / "torch" / f"{name}.safetensors")
    return {"frames": frames, "outputs": [float(v) for v in outputs.reshape(-1)]}


torch.manual_seed(5)
(HERE / "torch").mkdir(exist_ok=True)
golden = {
    "versions": {"torch": torch.__version__},
    "config": {"bands": BANDS, "filters": FILTERS, "lstmUnits": LSTM, "units": UNITS, "numClasses": CLASSES},
    "cnn": reference("cnn", Cnn(), 9),
    "crnn": reference("crnn", Crnn(), FRAMES),
}
(HERE / "torch_models.json").write_text(json.dumps(golden) + "\n")
