"""Small files of many formats of sound and what libsndfile reads in them, for test/data/sounds; writes sounds/ and
sounds.json.

    pip install imageio-ffmpeg numpy soundfile
    python test/golden/sounds.py

Each file holds two channels: `signal` of features.py at 16 kHz, and the same at half its level backwards. The values
are the mean of both channels, every tenth.
"""

import json
import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import soundfile

HERE = Path(__file__).parent
RATE = 16_000
LENGTH = 300
EVERY = 10


def numbers(count, stream):
    """float32 in [-0.5, 0.5): a multiplicative hash of the position and the stream, as goldenNumbers."""
    index = np.arange(count, dtype=np.uint64)
    mixed = (index * 2654435761 + np.uint64(stream) * 40503 + 12345) % 2**32
    mixed = (mixed * 2246822519 + 7) % 2**32
    return (mixed.astype(np.float64) / 2**32 - 0.5).astype(np.float32)


def signal(length, rate):
    """The signal of features.py."""
    t = np.arange(length) / rate
    duration = length / rate
    chirp = 0.5 * np.sin(2 * np.pi * (100 * t + (0.4 * rate - 100) * t**2 / (2 * duration)))
    tone = 0.25 * np.sin(2 * np.pi * 440 * t) * (t >= duration / 2)
    return (chirp + tone + 0.01 * numbers(length, 1)).astype(np.float32)


# Ending, container and encodings; RIFX is WAV in the other order of bytes.
FAMILIES = [
    ("wav", "WAV", "FILE", "PCM_U8 PCM_16 PCM_24 PCM_32 FLOAT DOUBLE ULAW ALAW IMA_ADPCM MS_ADPCM"),
    ("rifx.wav", "WAV", "BIG", "PCM_U8 PCM_16 PCM_24 PCM_32 FLOAT DOUBLE"),
    ("extensible.wav", "WAVEX", "FILE", "PCM_U8 PCM_16 PCM_24 FLOAT DOUBLE ULAW ALAW"),
    ("rf64.wav", "RF64", "FILE", "PCM_16 FLOAT"),
    ("w64", "W64", "FILE", "PCM_U8 PCM_16 PCM_24 FLOAT ULAW IMA_ADPCM MS_ADPCM"),
    ("aiff", "AIFF", "FILE", "PCM_S8 PCM_U8 PCM_16 PCM_24 PCM_32 FLOAT DOUBLE ULAW ALAW"),
    ("sowt.aiff", "AIFF", "LITTLE", "PCM_16 PCM_24 PCM_32"),
    ("au", "AU", "FILE", "PCM_S8 PCM_16 PCM_24 PCM_32 FLOAT DOUBLE ULAW ALAW"),
    ("little.au", "AU", "LITTLE", "PCM_16 FLOAT"),
    ("caf", "CAF", "FILE", "PCM_S8 PCM_16 PCM_24 PCM_32 FLOAT DOUBLE ULAW ALAW"),
    ("little.caf", "CAF", "LITTLE", "PCM_16 FLOAT"),
    ("nist.wav", "NIST", "FILE", "PCM_S8 PCM_16 PCM_24 PCM_32 ULAW ALAW"),
    ("little.nist.wav", "NIST", "LITTLE", "PCM_16"),
]

# What loses: a longer sound, so that something of it is left behind the codec's delay.
LOSSY = [("opus", "OGG", "OPUS"), ("ogg", "OGG", "VORBIS"), ("mp3", "MP3", "MPEG_LAYER_III"), ("flac", "FLAC", "PCM_24")]

# The name, the file it is made of, how, and the file whose samples it holds: libsndfile 1.2.2 does not read Ogg FLAC.
MADE_BY_FFMPEG = [
    ("layer2.mp2", "mpeg_layer_iii.mp3", ["-c:a", "mp2", "-ar", "48000"], "layer2.mp2"),
    ("flac.oga", "pcm_16.wav", ["-c:a", "flac"], "pcm_16.wav"),
    ("surround.opus", "mpeg_layer_iii.mp3", ["-c:a", "libopus", "-ar", "48000", "-ac", "6"], "surround.opus"),
    ("layer3.wav", "mpeg_layer_iii.mp3", ["-c:a", "copy"], "layer3.wav"),
]

# libsndfile writes Apple's ADPCM of one channel only as it should be.
MONO = [("ima.aiff", "AIFF", "FILE", "IMA_ADPCM")]


def main():
    folder = HERE / "sounds"
    folder.mkdir(exist_ok=True)
    left = signal(LENGTH, RATE)
    both = np.stack([left, 0.5 * left[::-1]], axis=1)
    files = {}

    def keep(name, source):
        read, rate = soundfile.read(folder / source, dtype="float32", always_2d=True)
        mean = read.astype(np.float64).mean(axis=1)
        files[name] = {"rate": rate, "length": len(mean), "values": [float(f"{v:.8g}") for v in mean[::EVERY]]}

    def write(name, data, **how):
        soundfile.write(folder / name, data, RATE, **how)
        keep(name, name)

    for families, data in [(FAMILIES, both), (MONO, left)]:
        for ending, container, endian, encodings in families:
            for encoding in encodings.split():
                name = f"{encoding.lower()}.{ending}"
                write(name, data, format=container, subtype=encoding, endian=endian)
    long = signal(8 * LENGTH, RATE)
    for ending, container, encoding in LOSSY:
        write(f"{encoding.lower()}.{ending}", np.stack([long, 0.5 * long[::-1]], axis=1), format=container, subtype=encoding)
    for name, source, options, truth in MADE_BY_FFMPEG:
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-i", folder / source, *options, folder / name]
        subprocess.run(command, check=True)
        keep(name, truth)
    result = {"soundfile": soundfile.__version__, "libsndfile": soundfile.__libsndfile_version__, "every": EVERY}
    (HERE / "sounds.json").write_text(json.dumps({**result, "files": files}, separators=(",", ":")) + "\n")


main()
