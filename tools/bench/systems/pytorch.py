"""PyTorch on the processor: eager or torch.compile, Adam's fused kernel, inference_mode.

Settings: compile (the step's forward part and the inference by torch.compile), channelsLast. Inference is measured
with the quicker of that and a traced model that is frozen and optimised by torch.jit, chosen for each batch size. The models are those of
lib/models, initialised as Keras does; an LSTM has two biases here where Keras has one.
"""

import time

import torch
from protocol import quickest, read_task, repeat_for, serve
from torch import nn

KERAS_BATCH_NORM = {"eps": 1e-3, "momentum": 0.01}


def cifar_cnn():
    layers = []
    channels = 3
    for filters in (32, 64, 128):
        layers += [nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU(), nn.BatchNorm2d(filters, **KERAS_BATCH_NORM)]
        layers += [nn.Conv2d(filters, filters, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25)]
        channels = filters
    layers += [nn.Flatten(), nn.Linear(512, 512), nn.ReLU(), nn.BatchNorm1d(512, **KERAS_BATCH_NORM), nn.Dropout(0.5)]
    layers += [nn.Linear(512, 256), nn.ReLU(), nn.Dropout(0.5), nn.Linear(256, 10)]
    return nn.Sequential(*layers)


def mnist_cnn():
    layers = []
    channels = 1
    for filters in (32, 64):
        layers += [nn.Conv2d(channels, filters, 3), nn.ReLU(), nn.BatchNorm2d(filters, **KERAS_BATCH_NORM)]
        layers += [nn.MaxPool2d(2)]
        channels = filters
    layers += [nn.Flatten(), nn.Linear(1600, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10)]
    return nn.Sequential(*layers)


class MnistLstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.LSTM(28, 128, batch_first=True)
        self.second = nn.LSTM(128, 64, batch_first=True)
        self.drop = nn.Dropout(0.2)
        self.head = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10))

    def forward(self, x):
        x = self.drop(self.first(x)[0])
        return self.head(self.drop(self.second(x)[0][:, -1]))


def autoencoder():
    sizes = (3072, 1024, 512, 64, 512, 1024)
    layers = []
    for size, units in zip(sizes, sizes[1:]):
        layers += [nn.Linear(size, units), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(1024, 3072), nn.Sigmoid())


MODELS = {
    "cifarCnn": cifar_cnn,
    "mnistCnn": mnist_cnn,
    "mnistLstm": MnistLstm,
    "denseAutoencoder": autoencoder,
}


def initialize_as_keras(module):
    if isinstance(module, (nn.Conv2d, nn.Linear)):
        nn.init.xavier_uniform_(module.weight)
        nn.init.zeros_(module.bias)
    if isinstance(module, nn.LSTM):
        nn.init.xavier_uniform_(module.weight_ih_l0)
        nn.init.orthogonal_(module.weight_hh_l0)
        nn.init.zeros_(module.bias_ih_l0)
        nn.init.zeros_(module.bias_hh_l0)
        with torch.no_grad():
            module.bias_ih_l0[module.hidden_size : 2 * module.hidden_size] = 1  # the forget gate


class PyTorch:
    versions = {"torch": torch.__version__}

    def __init__(self, task):
        torch.manual_seed(1)
        torch.set_num_threads(task.threads)
        torch.set_num_interop_threads(task.threads)
        self.task = task
        self.model = MODELS[task.model]().apply(initialize_as_keras)
        self.inputs = torch.from_numpy(task.inputs)
        self.labels = torch.from_numpy(task.labels).long()
        self.images = self.inputs.dim() == 4
        self.channels_last = task.settings.get("channelsLast", False)
        if self.channels_last:
            self.model = self.model.to(memory_format=torch.channels_last)
        elif self.images:
            self.inputs = self.inputs.permute(0, 3, 1, 2).contiguous()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3, eps=1e-7, fused=True)
        self.loss_sum = torch.zeros(())
        self.correct = torch.zeros((), dtype=torch.long)
        compiled = torch.compile if task.settings["compile"] else lambda function: function
        self.losses = compiled(self.forward_loss)
        self.outputs = compiled(self.forward_outputs)
        self.predictors = {}

    def batch(self, rows):
        """[batch, channels, height, width] where the inputs are images; their channels lie last by a mere view."""
        x = self.inputs[rows]
        return x.permute(0, 3, 1, 2) if self.images and self.channels_last else x

    def forward_loss(self, x, y):
        outputs = self.model(x)
        if not self.task.classify:
            return nn.functional.mse_loss(outputs, x), outputs
        return nn.functional.cross_entropy(outputs, y), outputs

    def forward_outputs(self, x):
        outputs = self.model(x)
        return outputs.softmax(-1) if self.task.classify else outputs

    def step(self, x, y):
        loss, outputs = self.losses(x, y)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        with torch.no_grad():
            self.loss_sum += loss
            if self.task.classify:
                self.correct += (outputs.argmax(-1) == y).sum()

    def first_steps(self, count):
        self.model.train()
        rows = slice(self.task.batch_size)
        x, y = self.batch(rows), self.labels[rows]
        seconds = []
        for _ in range(count):
            begun = time.perf_counter()
            self.step(x, y)
            seconds.append(time.perf_counter() - begun)
        return seconds

    def epoch(self):
        begun = time.perf_counter()
        self.model.train()
        self.loss_sum.zero_()
        self.correct.zero_()
        batches = torch.randperm(self.task.size)[: self.task.size // self.task.batch_size * self.task.batch_size]
        batches = batches.split(self.task.batch_size)
        for indices in batches:
            self.step(self.batch(indices), self.labels[indices])
        loss = self.loss_sum.item() / len(batches)
        return {"seconds": time.perf_counter() - begun, "loss": loss}

    def frozen_outputs(self, batch_size):
        """The trained model by torch.jit.freeze and optimize_for_inference, which fold what does not change."""
        with torch.no_grad():
            traced = torch.jit.trace(self.model, self.batch(slice(batch_size)))
            model = torch.jit.optimize_for_inference(torch.jit.freeze(traced))
        return lambda x: model(x).softmax(-1) if self.task.classify else model(x)

    def measure(self, outputs, batch_size, seconds):
        with torch.inference_mode():
            return repeat_for(
                seconds,
                self.task.size,
                batch_size,
                lambda start: outputs(self.batch(slice(start, start + batch_size))).numpy(),
            )

    def infer(self, batch_size, seconds):
        self.model.eval()
        if batch_size not in self.predictors:
            candidates = [self.outputs, self.frozen_outputs(batch_size)]
            self.predictors[batch_size] = quickest(
                candidates, lambda outputs, seconds: self.measure(outputs, batch_size, seconds)
            )
        return self.measure(self.predictors[batch_size], batch_size, seconds)


serve(PyTorch(read_task()))
