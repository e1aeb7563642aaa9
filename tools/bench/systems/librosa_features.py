"""librosa: clips read by soundfile, resampled by soxr_hq, MFCC with both deltas, in one process or in several."""

import json
import multiprocessing
import os
import sys
import time

import librosa
import numpy as np
import soundfile
from protocol import answer
from threadpoolctl import threadpool_limits

TASK = json.loads(sys.argv[1])
RECIPE = TASK["recipe"]
RATE = RECIPE["sampleRate"]
LENGTH = RATE * RECIPE["seconds"]


def features(clip):
    """A file's name, or samples and their rate -> float32 [3, coefficients, frames]."""
    signal, rate = soundfile.read(clip, dtype="float32") if isinstance(clip, str) else clip
    if rate != RATE:
        signal = librosa.resample(signal, orig_sr=rate, target_sr=RATE, res_type="soxr_hq")
    signal = librosa.util.fix_length(signal, size=LENGTH)
    coefficients = librosa.feature.mfcc(
        y=signal,
        sr=RATE,
        n_mfcc=RECIPE["numMfcc"],
        n_mels=RECIPE["numMels"],
        n_fft=RECIPE["nFft"],
        hop_length=RECIPE["hopLength"],
        center=False,
    )
    deltas = [
        librosa.feature.delta(coefficients, width=RECIPE["deltaWidth"], order=order, mode="nearest") for order in (1, 2)
    ]
    return np.stack([coefficients, *deltas])


def files_of(kind):
    files = sorted(name for name in os.listdir(TASK["folder"]) if name.endswith(kind))
    return [os.path.join(TASK["folder"], files[i % len(files)]) for i in range(TASK["clips"])]


# Read before the pool starts: its processes inherit the samples instead of being sent them.
MEMORY = [soundfile.read(name, dtype="float32") for name in files_of("wav")]


def job(task):
    source, index = task
    return features(MEMORY[index] if source == "memory" else FILES[source][index])


FILES = {kind: files_of(kind) for kind in ("wav", "ogg")}
POOL = multiprocessing.get_context("fork").Pool(TASK["threads"], threadpool_limits, (1,))


def extract(source, processes):
    jobs = [(source, index) for index in range(TASK["clips"])]
    begun = time.perf_counter()
    rows = [job(task) for task in jobs] if processes == 1 else POOL.map(job, jobs, chunksize=10)
    rows = np.stack(rows)
    return {"seconds": time.perf_counter() - begun, "mean": float(np.abs(rows).mean())}


answer({"librosa": librosa.__version__}, {"extract": extract})
