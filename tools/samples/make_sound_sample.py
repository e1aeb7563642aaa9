"""Makes data/samples/esc-10 out of ESC-10's own archive (class folders and README.txt):

    pip install soundfile soxr
    python tools/samples/make_sound_sample.py ESC10_FOLDER [TO]

Eight clips of each class, drawn by a seed, at 16 kHz: two of each of the folds 1 to 3, one of 4 and 5. Only clips
under CC BY or CC0 are taken. clips.csv and provenance.json are what lib/data/sounds/stored-corpus.ts reads.
"""

import csv
import hashlib
import io
import json
import random
import re
import sys
from pathlib import Path

import soundfile
import soxr

SEED = 2026
RATE = 16_000
PER_FOLD = {1: 2, 2: 2, 3: 2, 4: 1, 5: 1}
CATEGORIES = ["dog", "rain", "sea_waves", "crying_baby", "clock_tick", "sneezing", "helicopter", "chainsaw", "rooster",
              "crackling_fire"]
CITATION = ("K. J. Piczak: ESC: Dataset for Environmental Sound Classification, ACM Multimedia (2015), "
            "https://doi.org/10.1145/2733373.2806390")
ENTRY = re.compile(r"- \[(?P<file>[^\]]+)\]:\s+clip derived from (?P<title>.+) \((?P<url>https?://\S+)\) by "
                   r"(?P<author>.+) \[(?P<licence>[^\]]+)\]")
LICENCES = {"CC-BY": "CC BY 3.0", "CC0": "CC0 1.0"}


def attributions(readme):
    return {match["file"]: match for line in readme.splitlines() if (match := ENTRY.match(line))}


def choose(folder, known, draw):
    """Files of one class in the order of their names; of one recording no more than one."""
    chosen = []
    for fold, count in PER_FOLD.items():
        candidates = [f for f in sorted(folder.glob(f"{fold}-*.ogg")) if known[f.name]["licence"] in LICENCES]
        draw.shuffle(candidates)
        recordings = {}
        for file in candidates:
            recordings.setdefault(file.name.split("-")[1], file)
        chosen += list(recordings.values())[:count]
    return sorted(chosen)


def main(source, target):
    known = attributions((source / "README.txt").read_text(encoding="utf-8"))
    draw = random.Random(SEED)
    rows, credits = [], []
    for label, (folder, category) in enumerate(zip(sorted(p for p in source.iterdir() if p.is_dir()), CATEGORIES)):
        for file in choose(folder, known, draw):
            samples, rate = soundfile.read(file, dtype="float32")
            out = target / category / file.name
            out.parent.mkdir(parents=True, exist_ok=True)
            soundfile.write(out, soxr.resample(samples, rate, RATE, "HQ"), RATE, format="OGG", subtype="VORBIS")
            fold, recording = file.name.split("-")[:2]
            digest = hashlib.sha256(out.read_bytes()).hexdigest()
            rows.append([f"{category}/{file.name}", label, fold, recording, "", digest])
            entry = known[file.name]
            credits.append(f"- {category}/{file.name}: derived from \"{entry['title']}\" ({entry['url']}) "
                           f"by {entry['author']}, {LICENCES[entry['licence']]}")
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([["path", "label", "fold", "group", "part", "sha256"], *rows])
    (target / "clips.csv").write_text(text.getvalue(), encoding="utf-8")
    checksum = hashlib.sha256(text.getvalue().encode()).hexdigest()
    provenance = {
        "name": "ESC-10", "source": "sample", "licence": "CC BY 3.0 and CC0 1.0, clip by clip (README.md)",
        "citation": CITATION, "note": "80 of 400 clips, resampled to 16 kHz and compressed again by Ogg Vorbis",
        "checksum": checksum, "files": {"clips.csv": len(text.getvalue().encode())},
    }
    (target / "provenance.json").write_text(json.dumps(provenance, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (target / "README.md").write_text(f"""# ESC-10, a sample

80 clips of 5 s, eight of each of the ten classes, drawn by seed {SEED} out of ESC-10's 400, in its own folds 1 to 5.

They are changed: resampled from 44.1 to 16 kHz and compressed again by Ogg Vorbis, so slightly degraded.

- Licence: each clip its own, CC BY 3.0 (https://creativecommons.org/licenses/by/3.0/) or CC0 1.0
  (https://creativecommons.org/publicdomain/zero/1.0/), below; the selection as ESC-10's own, CC BY 3.0.
- Citation: {CITATION}
- Format: clips.csv lists path, label, fold, recording and SHA-256 of each clip.
- SHA-256 of clips.csv, which holds those of all clips: `{checksum}`

Made by tools/samples/make_sound_sample.py.

## Authors of the clips

{chr(10).join(credits)}
""", encoding="utf-8")
    print(f"{len(rows)} clips, {checksum}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else Path("data/samples/esc-10"))
