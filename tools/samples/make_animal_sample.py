"""Makes data/samples/animaux out of the sounds of Debian's package tuxpaint-stamps-default:

    apt-get download tuxpaint-stamps-default
    dpkg-deb -x tuxpaint-stamps-default_*.deb stamps
    pip install soundfile soxr
    python tools/samples/make_animal_sample.py stamps [TO]

Birds, mammals and insects, one clip a species, at 16 kHz: four folds, drawn by a seed. recording.ogg is a minute of
noise into which the clips of fold 4 and a frog, which is of no class, are laid; recording.csv says what sounds when.
clips.csv and provenance.json are what lib/data/sounds/stored-corpus.ts reads.
"""

import csv
import hashlib
import io
import json
import random
import sys
from pathlib import Path

import numpy
import soundfile
import soxr

SEED = 2026
RATE = 16_000
FOLDS = 4
CLASSES = ["birds", "mammals", "insects"]
STAMPS = "usr/share/tuxpaint/stamps/animals"
# Left out: one recording under two or three names, and two more of the same pig.
DOUBTFUL = {"badger", "beaver", "mountaingoat", "ram", "pig_golden", "pig_golden2"}
SHORTEST = 0.4
SECONDS = 60
CITATION = ("Tux Paint stamps 2022.06.04 (Bill Kendrick and others), https://tuxpaint.org/stamps/; most animals by way of "
            "Childsplay (Stas Zytkiewicz), brought by Pere Pujal i Carabantes")
LICENCE = "GPL-2 or later"


def sounds(folder):
    """Species and samples, in the order of their names; silent ones are placeholders."""
    for file in sorted(folder.rglob("*.ogg"), key=lambda path: path.stem):
        if "_desc" in file.stem or file.stem in DOUBTFUL:
            continue
        samples, rate = soundfile.read(file, dtype="float32", always_2d=True)
        mono = soxr.resample(samples.mean(axis=1), rate, RATE, "HQ")
        peak = numpy.abs(mono).max()
        if peak > 0.01 and len(mono) >= SHORTEST * RATE:
            yield file.stem, (0.9 * mono / peak).astype("float32")


def write(file, samples):
    file.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(file, samples, RATE, format="OGG", subtype="VORBIS")
    return hashlib.sha256(file.read_bytes()).hexdigest()


def table(rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def recording(parts, draw):
    """Clips one after the other, pauses between them, in noise 34 dB below their peaks. Returns what sounds when."""
    noise = numpy.random.default_rng(SEED).normal(0, 0.02, SECONDS * RATE).astype("float32")
    pause = (SECONDS * RATE - sum(len(samples) for _, _, samples in parts)) // (len(parts) + 1)
    assert pause > 0, "the clips do not fit"
    rows, at = [["start", "end", "species", "class"]], pause
    for species, category, samples in draw.sample(parts, len(parts)):
        noise[at:at + len(samples)] += samples
        rows.append([round(at / RATE, 2), round((at + len(samples)) / RATE, 2), species, category])
        at += len(samples) + pause
    return 0.9 * noise / numpy.abs(noise).max(), rows


def main(source, target):
    draw = random.Random(SEED)
    rows, held = [["path", "label", "fold", "group", "part", "sha256"]], []
    for label, category in enumerate(CLASSES):
        known = list(sounds(source / STAMPS / category))
        folds = [1 + i % FOLDS for i in range(len(known))]
        draw.shuffle(folds)
        for (species, samples), fold in zip(known, folds):
            name = f"{category}/{species}.ogg"
            rows.append([name, label, fold, species, "", write(target / name, samples)])
            if fold == FOLDS:
                held.append((species, category, samples))
    frog = [(species, "amphibians", samples) for species, samples in sounds(source / STAMPS / "amphibians")]
    few = [one for category in CLASSES for one in [part for part in held if part[1] == category][:4]]
    mixed, timeline = recording(few + frog, draw)
    write(target / "recording.ogg", mixed)
    (target / "recording.csv").write_text(table(timeline), encoding="utf-8")
    text = table(rows)
    (target / "clips.csv").write_text(text, encoding="utf-8")
    checksum = hashlib.sha256(text.encode()).hexdigest()
    provenance = {
        "name": "Animaux de Tux Paint", "source": "sample", "licence": LICENCE, "citation": CITATION,
        "note": "resampled to 16 kHz mono, scaled to one peak and compressed again by Ogg Vorbis",
        "checksum": checksum, "files": {"clips.csv": len(text.encode())},
    }
    (target / "provenance.json").write_text(json.dumps(provenance, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (target / "README.md").write_text(f"""# Animal sounds of Tux Paint, a sample

{len(rows) - 1} clips, one a species: birds, mammals, insects; four folds drawn by seed {SEED}.

They are changed: mixed to one channel, resampled to 16 kHz, scaled to one peak, compressed again by Ogg Vorbis.
`recording.ogg` ({SECONDS} s) is made of some of fold 4 and of a frog, in noise; `recording.csv` says what sounds when.

- Licence: {LICENCE} (https://www.gnu.org/licenses/old-licenses/gpl-2.0.html), Debian's debian/copyright of the package
  tuxpaint-stamps states it for all of them: Copyright 2002-2022 Bill Kendrick and others.
- Source: {CITATION}.
- Left out as doubtful: {", ".join(sorted(DOUBTFUL))}, where one recording has the names of several animals; and
  placeholders that are silent.
- SHA-256 of clips.csv, which holds those of all clips: `{checksum}`

Made by tools/samples/make_animal_sample.py.
""", encoding="utf-8")
    print(f"{len(rows) - 1} clips, {checksum}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else Path("data/samples/animaux"))
