"""Makes the free sounds anew out of the Debian packages that a list names; needs apt, dpkg-deb and ffmpeg.

    python3 tools/data/free_sounds.py FOLDER

free-sounds.csv.gz beside this file says of which file of which version of which package each clip was made (file,
package, version, path, seconds). Each is mixed to one channel, resampled to 16 kHz, cut to 10 s and written as Ogg Vorbis; each package's
copyright file goes to FOLDER/licences. A path with NAME.d in it leads into the archive NAME.
"""

import csv
import gzip
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile


def unpack(package: str, version: str, folder: pathlib.Path) -> pathlib.Path:
    """The files of a package, downloaded by apt."""
    subprocess.run(["apt-get", "download", f"{package}={version}"], cwd=folder, check=True)
    (archive,) = folder.glob(f"{package}_*.deb")
    files = folder / "files"
    subprocess.run(["dpkg-deb", "-x", archive, files], check=True)
    archive.unlink()
    return files


def source_of(files: pathlib.Path, path: str) -> pathlib.Path:
    """A file of the package, out of an archive inside it where the path says so."""
    direct = files / path
    if direct.exists():
        return direct
    parts = pathlib.PurePosixPath(path).parts
    inside = next(i for i, part in enumerate(parts) if part.endswith(".d") and (files.joinpath(*parts[:i]) / part[:-2]).is_file())
    archive = files.joinpath(*parts[:inside]) / parts[inside][:-2]
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(files.joinpath(*parts[: inside + 1]))
    return direct


def convert(source: pathlib.Path, target: pathlib.Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    resample = "aresample=16000:resampler=soxr"
    command = ["ffmpeg", "-v", "error", "-y", "-i", source, "-ac", "1", "-af", resample, "-t", "10", "-c:a", "libvorbis", target]
    subprocess.run(command, check=True)


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    listed = gzip.decompress(pathlib.Path(__file__).with_name("free-sounds.csv.gz").read_bytes())
    rows = list(csv.DictReader(listed.decode().splitlines()))
    (folder / "licences").mkdir(parents=True, exist_ok=True)
    (folder / "manifest.csv").write_bytes(listed)
    for package, version in sorted({(row["package"], row["version"]) for row in rows}):
        with tempfile.TemporaryDirectory() as place:
            files = unpack(package, version, pathlib.Path(place))
            shutil.copyfile(files / "usr/share/doc" / package / "copyright", folder / "licences" / f"{package}.txt")
            for row in rows:
                if row["package"] == package:
                    convert(source_of(files, row["path"]), folder / row["file"])


main()
