"""Compares the packages of this Python with a requirements file; prints JSON for python-packages.mjs.

    python inspect_packages.py requirements.txt

missing: requirements that are absent or of another version. broken: *.dist-info folders of an installation that was
cut off (pip writes RECORD last). installed: the *.dist-info folders that satisfy the requirements.
"""

import json
import pathlib
import sys
import sysconfig

from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.utils import canonicalize_name

folders = {}
broken = []
for folder in pathlib.Path(sysconfig.get_paths()["purelib"]).glob("*.dist-info"):
    if not (folder / "RECORD").exists():
        broken.append(str(folder))
        continue
    name, _, version = folder.name.removesuffix(".dist-info").partition("-")
    folders[canonicalize_name(name)] = (version, folder.name)

missing, installed = [], []
for line in pathlib.Path(sys.argv[1]).read_text().splitlines():
    text = line.partition("#")[0].strip()
    if not text:
        continue
    requirement = Requirement(text)
    if requirement.marker and not requirement.marker.evaluate():
        continue
    version, folder = folders.get(canonicalize_name(requirement.name), (None, None))
    if version is not None and requirement.specifier.contains(version, prereleases=True):
        installed.append(folder)
    else:
        missing.append(str(requirement))

print(json.dumps({"missing": missing, "broken": broken, "installed": installed, "packages": sysconfig.get_paths()["purelib"]}))
