"""The Python end of tools/bench/worker.ts: each line of JSON on standard input is answered by one on standard output."""

import json
import math
import os
import sys
import time

import numpy as np

# What each way of inference is tried for, first to warm up and then to count.
TRIAL_SECONDS = 0.3


class Task:
    """What a system is told as its only argument, and the data it names: float32 inputs in [0, 1], integer labels."""

    def __init__(self, text):
        task = json.loads(text)
        workload = task["workload"]
        self.model = workload["model"]
        self.batch_size = workload["batchSize"]
        self.threads = task["threads"]
        self.settings = task["settings"]
        folder = task["folder"]
        with open(os.path.join(folder, "shape.json")) as file:
            shape = json.load(file)
        if self.model == "mnistLstm":
            shape = shape[:2]
        if self.model == "denseAutoencoder":
            shape = [int(np.prod(shape))]
        self.labels = np.fromfile(os.path.join(folder, "labels.bin"), np.int32)
        inputs = np.fromfile(os.path.join(folder, "inputs.bin"), np.uint8)
        self.inputs = (inputs.astype(np.float32) / np.float32(255)).reshape(len(self.labels), *shape)
        self.classify = self.model != "denseAutoencoder"
        self.size = len(self.labels)


def repeat_for(seconds, size, batch_size, predict):
    """Calls predict(first row of a batch) until the time is over; the last, smaller batch is left out."""
    batches = size // batch_size
    begun = time.perf_counter()
    done = 0
    elapsed = 0.0
    while elapsed < seconds:
        predict(done % batches * batch_size)
        done += 1
        elapsed = time.perf_counter() - begun
    return {"seconds": elapsed, "examples": done * batch_size}


def quickest(candidates, measure):
    """The candidate with the highest rate by measure(candidate, seconds), after each had a while to warm up."""
    for candidate in candidates:
        measure(candidate, TRIAL_SECONDS)
    results = [measure(candidate, TRIAL_SECONDS) for candidate in candidates]
    rates = [result["examples"] / result["seconds"] for result in results]
    return candidates[rates.index(max(rates))]


def read_task():
    return Task(sys.argv[1])


def serve(system):
    """A system has versions, first_steps(count), epoch() and infer(batch_size, seconds), as systems/serve.ts says."""

    def epoch():
        epoch = system.epoch()
        if not math.isfinite(epoch["loss"]):
            raise ValueError(f"its loss is {epoch['loss']}: it does not learn")
        return epoch

    answer(
        system.versions,
        {
            "first-steps": lambda count: {"seconds": system.first_steps(count)},
            "epoch": epoch,
            "infer": lambda batchSize, seconds: system.infer(batchSize, seconds),
        },
    )


def answer(versions, commands):
    """Tells its versions, then answers one command after the other until its input ends."""

    def reply(value):
        print(json.dumps(value), flush=True)

    reply({"versions": versions})
    for line in sys.stdin:
        parameters = json.loads(line)
        command = parameters.pop("command")
        try:
            if command not in commands:
                raise ValueError(f"no such command: {command}")
            reply(commands[command](**parameters))
        except Exception as error:  # whatever a library throws, the benchmark names it and goes on with the others
            words = str(error).strip().splitlines() or [""]
            reply({"error": f"{type(error).__name__}: {words[0]}"})
