"""Throw-away virtual environments of the peers. What cannot be installed is reported, and its figures are null."""

import os
import pathlib
import shutil
import subprocess

# Each by itself: their numpy and protobuf versions do not agree.
REQUIREMENTS = {
    "plots": ["matplotlib==3.11.2"],
    "cpprb": ["cpprb==11.0.0"],
    "torchrl": ["torchrl==0.14.1", "ray==2.60.0"],
    "rllib": ["ray[rllib]==2.60.0", "torch==2.15.0"],
    # Its last release: Python 3.9 to 3.11.
    "reverb": ["dm-reverb[tensorflow]==0.14.0"],
}
INTERPRETERS = {"reverb": ["python3.10", "python3.11", "python3.9", "python3"]}


class NotInstalled(Exception):
    pass


def python_of(peer, folder):
    """The interpreter of the peer's environment, which is made if needed."""
    home = pathlib.Path(folder) / peer
    python = home / "bin/python"
    if (home / "installed").exists():
        return python
    failure = home / "failed"
    if failure.exists():
        raise NotInstalled(failure.read_text())
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    reasons = []
    for interpreter in interpreters(peer):
        log = home.with_suffix(".log")
        with open(log, "w") as out:
            made = subprocess.run([interpreter, "-m", "venv", "--clear", str(home)], stdout=out, stderr=out).returncode == 0
            pip = [str(python), "-m", "pip", "install", "-q", *REQUIREMENTS[peer]]
            if made and subprocess.run(pip, stdout=out, stderr=out).returncode == 0:
                (home / "installed").write_text(" ".join(REQUIREMENTS[peer]))
                return python
        last = log.read_text().strip().splitlines()
        reasons.append(f"{interpreter}: {last[-1] if last else 'no message'}")
    failure.write_text("; ".join(reasons) or "no interpreter fits")
    raise NotInstalled(failure.read_text())


def interpreters(peer):
    """Those on the path, and those that pyenv keeps."""
    found = []
    for name in INTERPRETERS.get(peer, ["python3"]):
        path = shutil.which(name)
        # A shim of pyenv is there for versions that are not chosen, too, and then fails.
        if path and subprocess.run([path, "--version"], capture_output=True).returncode == 0:
            found.append(path)
            continue
        versions = pathlib.Path(os.environ.get("PYENV_ROOT", pathlib.Path.home() / ".pyenv")) / "versions"
        found += sorted(str(p) for p in versions.glob(f"{name.removeprefix('python')}*/bin/python"))[-1:]
    return found
