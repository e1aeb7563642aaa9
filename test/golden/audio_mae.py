"""Reference numbers of transformers for test/models, of timm and PyTorch on the processor; writes audio_mae.json.

The weights follow a pattern that any language can repeat (`patterned` of pretrained_networks.py).

    pip install torch==2.13.0 timm==1.0.31 torchvision     # CPU builds do
    python test/golden/audio_mae.py
"""

import functools
import json
import pathlib

import torch
from pretrained_networks import patterned, with_pattern
from timm.layers import resample_abs_pos_embed
from timm.loss import SoftTargetCrossEntropy
from timm.models.vision_transformer import Block, PatchEmbed, VisionTransformer
from torch import nn
from torch.optim import lr_scheduler

SIZE, DEPTH, HEADS = 48, 2, 3
NORM = functools.partial(nn.LayerNorm, eps=1e-6)
DECODER = {"size": 32, "depth": 1, "heads": 2}


def listed(tensor: torch.Tensor) -> list[float]:
    return [float(f"{value:.7g}") for value in tensor.detach().flatten().tolist()]


def spectrograms(batch: int) -> torch.Tensor:
    """[batch, 1, 128, 128] between 0 and 1."""
    count = batch * 128 * 128
    values = (torch.sin(torch.arange(count, dtype=torch.float64) * 0.021) + 1) / 2
    return values.reshape(batch, 1, 128, 128).float()


class MaskedAutoencoder(nn.Module):
    """After models_mae.py of He and others and of Huang and others; the order of patches is given, not drawn."""

    def __init__(self):
        super().__init__()
        size = DECODER["size"]
        self.patch_embed = PatchEmbed(128, 16, 1, SIZE)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, SIZE))
        self.pos_embed = nn.Parameter(torch.zeros(1, 65, SIZE))
        self.blocks = nn.ModuleList(Block(SIZE, HEADS, qkv_bias=True, norm_layer=NORM) for _ in range(DEPTH))
        self.norm = NORM(SIZE)
        self.decoder_embed = nn.Linear(SIZE, size)
        self.mask_token = nn.Parameter(torch.zeros(1, 1, size))
        self.decoder_pos_embed = nn.Parameter(torch.zeros(1, 65, size))
        self.decoder_blocks = nn.ModuleList(
            Block(size, DECODER["heads"], qkv_bias=True, norm_layer=NORM) for _ in range(DECODER["depth"])
        )
        self.decoder_norm = NORM(size)
        self.decoder_pred = nn.Linear(size, 256)

    def forward(self, x: torch.Tensor, order: torch.Tensor, visible: int) -> torch.Tensor:
        x = self.patch_embed(x) + self.pos_embed[:, 1:]
        index = order[:, :visible, None].expand(-1, -1, SIZE)
        x = torch.gather(x, 1, index)
        token = (self.cls_token + self.pos_embed[:, :1]).expand(len(x), -1, -1)
        x = torch.cat([token, x], 1)
        for block in self.blocks:
            x = block(x)
        x = self.decoder_embed(self.norm(x))
        masks = self.mask_token.expand(len(x), order.shape[1] - visible, -1)
        restore = torch.argsort(order, 1)[:, :, None].expand(-1, -1, x.shape[2])
        patches = torch.gather(torch.cat([x[:, 1:], masks], 1), 1, restore)
        x = torch.cat([x[:, :1], patches], 1) + self.decoder_pos_embed
        for block in self.decoder_blocks:
            x = block(x)
        return self.decoder_pred(self.decoder_norm(x))[:, 1:]


def shapes(model: nn.Module) -> dict:
    return {name: list(tensor.shape) for name, tensor in model.state_dict().items()}


def block() -> dict:
    """A block's output, and the gradients of the sum of squares of it."""
    model = with_pattern(Block(SIZE, HEADS, qkv_bias=True, norm_layer=NORM))
    x = torch.sin(torch.arange(2 * 5 * SIZE, dtype=torch.float64) * 0.37).reshape(2, 5, SIZE).float()
    x.requires_grad_()
    y = model(x)
    y.square().sum().backward()
    gradients = {name: listed(parameter.grad.flatten()[:20]) for name, parameter in model.named_parameters()}
    return {"shapes": shapes(model), "output": listed(y), "inputGradient": listed(x.grad), "gradients": gradients}


def gather() -> dict:
    """Tokens picked by number, one of them twice, and the gradient of their weighted sum."""
    x = torch.arange(2 * 4 * 3, dtype=torch.float32).reshape(2, 4, 3).requires_grad_()
    indices = torch.tensor([[2, 0, 2], [3, 1, 0]])
    y = torch.gather(x, 1, indices[:, :, None].expand(-1, -1, 3))
    (y * torch.arange(1, 19).reshape(2, 3, 3)).sum().backward()
    return {"indices": indices.tolist(), "output": listed(y), "gradient": listed(x.grad)}


def classifier() -> dict:
    vit = VisionTransformer(
        img_size=128, patch_size=16, in_chans=1, num_classes=5, embed_dim=SIZE, depth=DEPTH, num_heads=HEADS,
        global_pool="avg", fc_norm=True,
    )  # fmt: skip
    # timm has the one norm or the other; the document's total counts both.
    vit.norm = NORM(SIZE)
    model = with_pattern(vit).eval()
    return {"shapes": shapes(model), "outputs": listed(torch.softmax(model(spectrograms(2)), -1))}


def pretraining() -> dict:
    model = with_pattern(MaskedAutoencoder()).eval()
    order = torch.tensor([[(patch * 27 + example * 5) % 64 for patch in range(64)] for example in range(2)])
    painted = model(spectrograms(2), order, 16)
    return {"shapes": shapes(model), "order": order.tolist(), "outputs": listed(painted[:, ::7, ::16])}


def positions() -> list[dict]:
    """Positions of other grids, brought to 8 x 8 by timm."""
    results = []
    for rows, columns in ((64, 8), (12, 12), (4, 6)):
        table = torch.from_numpy(patterned("pos_embed", (1, 1 + rows * columns, 4))).float()
        moved = resample_abs_pos_embed(table, [8, 8], old_size=[rows, columns])
        results.append({"grid": [rows, columns], "outputs": listed(moved)})
    return results


def soft_targets() -> dict:
    """timm's cross-entropy of mixed and smoothed targets, each example's, and the gradient of their mean."""
    logits = (torch.sin(torch.arange(20, dtype=torch.float64) * 1.3) * 4).reshape(4, 5).float().requires_grad_()
    targets = torch.full((4, 5), 0.1 / 5)
    for example, share in enumerate((0.9, 0.63, 0.27, 0.45)):
        targets[example, example] += share
        targets[example, 4] += 0.9 - share
    losses = torch.sum(-targets * torch.log_softmax(logits, -1), -1)
    mean = SoftTargetCrossEntropy()(logits, targets)
    mean.backward()
    assert abs(float(mean.detach()) - float(losses.detach().mean())) < 1e-6
    return {"targets": listed(targets), "losses": listed(losses), "gradient": listed(logits.grad)}


def warm_restarts() -> list[float]:
    """The rate of each step: 5 of linear ascent, then falls of 6, 12 and 24 steps, by the document's two schedulers."""
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=1e-4)
    ascent = lr_scheduler.LinearLR(optimizer, start_factor=1 / 6, total_iters=5)
    falls = lr_scheduler.CosineAnnealingWarmRestarts(optimizer, T_0=6, T_mult=2, eta_min=1e-6)
    scheduler = lr_scheduler.SequentialLR(optimizer, [ascent, falls], milestones=[5])
    rates = []
    for _ in range(47):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


golden = {
    "block": block(),
    "softTargets": soft_targets(),
    "warmRestarts": warm_restarts(),
    "gather": gather(),
    "classifier": classifier(),
    "pretraining": pretraining(),
    "positions": positions(),
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
