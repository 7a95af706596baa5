"""Writes NAME.lock.txt from NAME.txt: all packages that it needs, with the hashes of the files that this platform would get.

Usage: python lock.py NAME…, in an environment with pip; it downloads what it locks, but installs nothing.
"""

import json
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

folder = Path(__file__).parent
for name in sys.argv[1:]:
    with tempfile.TemporaryDirectory() as temporary:
        report = Path(temporary) / "report.json"
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--report", str(report),
             "-r", str(folder / f"{name}.txt")],
            check=True,
        )
        installed = json.loads(report.read_text())["install"]
    lines = sorted(
        f"{one['metadata']['name'].lower()}=={one['metadata']['version']} --hash=sha256:{one['download_info']['archive_info']['hashes']['sha256']}"
        for one in installed
    )
    place = f"# {sys.platform} {platform.machine()} {sys.version_info.major}.{sys.version_info.minor}"
    (folder / f"{name}.lock.txt").write_text("\n".join([place, *lines]) + "\n")
