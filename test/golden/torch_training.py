"""Ten steps of PyTorch's optimisers, and curves of its schedulers, for test/training; writes torch_training.json beside this file.

    pip install torch numpy, then: python test/golden/torch_training.py

Computed in float64; the gradients are those of `goldenNumbers(5, 100 + step)` (test/golden/numbers.ts).
"""

import json
from pathlib import Path

import numpy as np
import torch
from torch.optim import lr_scheduler

STEPS = 10


def numbers(count, stream):
    """float32 in [-0.5, 0.5): a multiplicative hash of the position and the stream."""
    index = np.arange(count, dtype=np.uint64)
    mixed = (index * 2654435761 + np.uint64(stream) * 40503 + 12345) % 2**32
    mixed = (mixed * 2246822519 + 7) % 2**32
    return (mixed.astype(np.float64) / 2**32 - 0.5).astype(np.float32)


def path(make, clip=None):
    """The weights after each step."""
    weight = torch.nn.Parameter(torch.tensor(numbers(5, 7).astype(np.float64)))
    optimizer = make([weight])
    weights = []
    for step in range(STEPS):
        weight.grad = torch.tensor(numbers(5, 100 + step).astype(np.float64))
        if clip == "norm":
            torch.nn.utils.clip_grad_norm_([weight], 0.4)
        if clip == "value":
            torch.nn.utils.clip_grad_value_([weight], 0.2)
        optimizer.step()
        weights.append(weight.detach().tolist())
    return weights


def curve(make, steps=40):
    """The rate of each step."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
    scheduler = make(optimizer)
    rates = []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


def warm_up(optimizer, steps, after):
    """A linear ascent whose first rate is 1 / (steps + 1) of the highest."""
    ascent = lr_scheduler.LinearLR(optimizer, start_factor=1 / (steps + 1), total_iters=steps)
    return lr_scheduler.SequentialLR(optimizer, [ascent, after], milestones=[steps])


def exponential_every(optimizer):
    return lr_scheduler.LambdaLR(optimizer, lambda step: 0.5 ** (step / 10))


golden = {
    "versions": {"torch": torch.__version__, "numpy": np.__version__},
    "optimizers": {
        "adam": path(lambda w: torch.optim.Adam(w, lr=0.01, eps=1e-8)),
        "adamDecay": path(lambda w: torch.optim.Adam(w, lr=0.01, eps=1e-8, weight_decay=0.1)),
        "adamW": path(lambda w: torch.optim.AdamW(w, lr=0.01, eps=1e-8, weight_decay=0.1, betas=(0.9, 0.95))),
        "sgd": path(lambda w: torch.optim.SGD(w, lr=0.01, momentum=0.9)),
        "sgdPlain": path(lambda w: torch.optim.SGD(w, lr=0.01)),
        "nesterov": path(lambda w: torch.optim.SGD(w, lr=0.01, momentum=0.9, nesterov=True)),
        "rmsprop": path(lambda w: torch.optim.RMSprop(w, lr=0.01, alpha=0.9, eps=1e-10, momentum=0.5)),
        "clipNorm": path(lambda w: torch.optim.SGD(w, lr=0.1), clip="norm"),
        "clipValue": path(lambda w: torch.optim.SGD(w, lr=0.1), clip="value"),
    },
    "schedules": {
        "constantWarmUp": curve(lambda o: warm_up(o, 5, lr_scheduler.ConstantLR(o, factor=1))),
        "cosine": curve(lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=40, eta_min=0.01)),
        "cosineWarmUp": curve(lambda o: warm_up(o, 8, lr_scheduler.CosineAnnealingLR(o, T_max=32))),
        "cosineRestarts": curve(lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, T_0=7, eta_min=0.001)),
        "cosineRestartsLonger": curve(lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, T_0=5, T_mult=2)),
        "oneCycle": curve(lambda o: lr_scheduler.OneCycleLR(o, max_lr=0.1, total_steps=41)),
        "oneCycleLinear": curve(
            lambda o: lr_scheduler.OneCycleLR(
                o, max_lr=0.1, total_steps=41, pct_start=0.5, anneal_strategy="linear", div_factor=10, final_div_factor=100
            )
        ),
        "linear": curve(lambda o: lr_scheduler.LinearLR(o, start_factor=1, end_factor=0.1, total_iters=30)),
        "polynomial": curve(lambda o: lr_scheduler.PolynomialLR(o, total_iters=30, power=2)),
        "stepDecay": curve(lambda o: lr_scheduler.StepLR(o, step_size=7, gamma=0.5)),
        "stepDecayAt": curve(lambda o: lr_scheduler.MultiStepLR(o, milestones=[5, 20], gamma=0.1)),
        "exponential": curve(lambda o: lr_scheduler.ExponentialLR(o, gamma=0.9)),
        "exponentialEvery": curve(exponential_every),
    },
}
Path(__file__).with_suffix(".json").write_text(json.dumps(golden) + "\n")
