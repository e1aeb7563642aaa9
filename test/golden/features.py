"""Reference values of librosa, torchaudio, soxr and libsndfile for test/features; writes features.json and the clips
of test/golden/clips.

    pip install librosa soundfile torchaudio
    python test/golden/features.py

Signals are not stored: both sides compute them by the same formula (`signal` here, test/golden/signals.ts).
"""

import json
from pathlib import Path

import librosa
import numpy as np
import soundfile
import torch
import torchaudio

HERE = Path(__file__).parent


def numbers(count, stream):
    """float32 in [-0.5, 0.5): a multiplicative hash of the position and the stream, as goldenNumbers."""
    index = np.arange(count, dtype=np.uint64)
    mixed = (index * 2654435761 + np.uint64(stream) * 40503 + 12345) % 2**32
    mixed = (mixed * 2246822519 + 7) % 2**32
    return (mixed.astype(np.float64) / 2**32 - 0.5).astype(np.float32)


def signal(length, rate):
    """A chirp from 100 Hz to 40 % of the rate, a tone of 440 Hz that comes in halfway, and noise 40 dB below."""
    t = np.arange(length) / rate
    duration = length / rate
    chirp = 0.5 * np.sin(2 * np.pi * (100 * t + (0.4 * rate - 100) * t**2 / (2 * duration)))
    tone = 0.25 * np.sin(2 * np.pi * 440 * t) * (t >= duration / 2)
    return (chirp + tone + 0.01 * numbers(length, 1)).astype(np.float32)


def listed(array):
    return [float(f"{value:.9g}") for value in np.asarray(array, dtype=np.float64).reshape(-1)]


def stored(array):
    return {"shape": list(np.shape(array)), "values": listed(array)}


# The document's features, librosa's defaults but for centring, and what torchaudio computes.
SETS = {
    "document": {
        "rate": 16_000, "length": 6400,
        "stft": dict(n_fft=1024, hop_length=512, center=False), "mel": dict(n_mels=64), "mfcc": 40,
    },
    "defaults": {
        "rate": 22_050, "length": 6000,
        "stft": dict(n_fft=2048, hop_length=512, center=False), "mel": dict(n_mels=128), "mfcc": 20,
    },
    "centred": {
        "rate": 16_000, "length": 4000,
        "stft": dict(n_fft=512, hop_length=160, win_length=400, center=True),
        "mel": dict(n_mels=40, fmin=50, fmax=7000), "mfcc": 13,
    },
}


def librosa_set(rate, length, stft, mel, mfcc):
    y = signal(length, rate)
    power = np.abs(librosa.stft(y, **stft)) ** 2
    mels = librosa.feature.melspectrogram(y=y, sr=rate, **stft, **mel)
    coefficients = librosa.feature.mfcc(y=y, sr=rate, n_mfcc=mfcc, **stft, **mel)
    return {
        "power": stored(power[::16]),
        "mel": stored(mels),
        "decibels": stored(librosa.power_to_db(mels)),
        "decibelsToMax": stored(librosa.power_to_db(mels, ref=np.max, top_db=60)),
        "mfcc": stored(coefficients),
    }


def torchaudio_set(rate=16_000, length=4000):
    y = torch.from_numpy(signal(length, rate))
    options = dict(n_fft=400, hop_length=200, n_mels=40)
    mels = torchaudio.transforms.MelSpectrogram(sample_rate=rate, **options)(y)
    coefficients = torchaudio.transforms.MFCC(sample_rate=rate, n_mfcc=20, melkwargs=options)(y)
    return {
        "mel": stored(mels.numpy()),
        "mfcc": stored(coefficients.numpy()),
        "delta": stored(torchaudio.functional.compute_deltas(coefficients, win_length=5).numpy()),
    }


def filters(**options):
    bank = librosa.filters.mel(**options)
    return {"shape": list(bank.shape), "values": listed(bank)}


def deltas():
    features = signal(3 * 12, 100).reshape(3, 12)
    return {
        f"{mode} {width} {order}": stored(librosa.feature.delta(features, width=width, order=order, mode=mode))
        for mode in ("nearest", "interp") for width in (3, 5, 9) for order in (1, 2)
    }


def resampled():
    return {
        f"{source} {target}": stored(librosa.resample(signal(source // 20, source), orig_sr=source, target_sr=target))
        for source, target in ((48_000, 44_100), (16_000, 44_100), (22_050, 24_000))
    }


CLIPS = {
    "pcm8.wav": "PCM_U8", "pcm16.wav": "PCM_16", "pcm24.wav": "PCM_24", "pcm32.wav": "PCM_32",
    "float32.wav": "FLOAT", "float64.wav": "DOUBLE", "extensible.wav": "PCM_24",
    "pcm16.flac": "PCM_16", "pcm24.flac": "PCM_24", "vorbis.ogg": "VORBIS", "layer3.mp3": "MPEG_LAYER_III",
}


def clips(rate=22_050):
    """One short stereo sound in each format, and libsndfile's reading of it, mixed down as librosa does."""
    (HERE / "clips").mkdir(exist_ok=True)
    decoded = {}
    for name, subtype in CLIPS.items():
        short = name.endswith(".wav") or name.endswith(".flac")
        left = signal(400 if short else 4000, rate)
        stereo = np.stack([left, 0.5 * np.roll(left, 7)], axis=1)
        container = {"extensible.wav": "WAVEX"}.get(name)
        soundfile.write(HERE / "clips" / name, stereo, rate, subtype=subtype, format=container)
        read, found = soundfile.read(HERE / "clips" / name, dtype="float32")
        mono = librosa.to_mono(read.T)
        decoded[name] = {"rate": found, "length": len(mono), "values": listed(mono[:: 1 if short else 8])}
    return decoded


golden = {
    "versions": {
        "librosa": librosa.__version__, "torchaudio": torchaudio.__version__, "numpy": np.__version__,
        "libsndfile": soundfile.__libsndfile_version__,
    },
    "librosa": {name: librosa_set(**options) for name, options in SETS.items()},
    "torchaudio": torchaudio_set(),
    "filters": {
        "slaney": filters(sr=16_000, n_fft=256, n_mels=12),
        "htk": filters(sr=16_000, n_fft=256, n_mels=12, htk=True, norm=None),
        "band": filters(sr=8000, n_fft=128, n_mels=6, fmin=300, fmax=3400),
    },
    "deltas": deltas(),
    "resampled": resampled(),
    "clips": clips(),
}
(HERE / "features.json").write_text(json.dumps(golden) + "\n")
