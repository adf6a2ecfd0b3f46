"""The whole way from files to a site: cold, with nothing changed, with one rule changed; against MkDocs.

    python -m bench.site RULES [--target T]… [--data-needed D] … [--every N] [--plain]

Every run is a process of its own, as a user starts it. `--plain` also has plain MkDocs build the same
pages with the same configuration and compares the two sites file by file.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

KINDS = ("data_needed", "logging_policies", "enrichments", "triggers")
PLAIN = """
import sys
from pathlib import Path
from generator.config import Settings
from generator.site.request import Request
from generator.site.run import build_site
base, place = Path(sys.argv[1]), Path(sys.argv[2])
request = Request(base=base, jobs=None, keep_html=False)
build_site(request, place)
print("Time:", request.build.seconds)
"""


def rules_into(folder: Path, rules: Path, every: int) -> list[Path]:
    """Each nth rule copied into a project, so that one can be changed."""
    copied = []
    for number, file in enumerate(sorted(rules.rglob("*.yml"))):
        if number % every == 0:
            place = folder / "rules" / file.relative_to(rules)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, place)
            copied.append(place)
    return copied


def timed(command: list[str], folder: Path) -> tuple[float, str]:
    """Seconds of wall time of a process, and what it printed of the times of its stages."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(command[:4])} failed:\n{done.stderr[-3000:]}")
    stages = re.search(r"^Time: (.*)$", done.stdout + done.stderr, re.MULTILINE)
    return seconds, stages[1] if stages else ""


def sites_differ(one: Path, other: Path) -> list[str]:
    """The files that only one site has, or that differ."""
    names = {
        file.relative_to(site).as_posix()
        for site in (one, other)
        for file in site.rglob("*")
        if file.is_file() and file.name != ".catalogue-site"
    }
    return [
        name
        for name in sorted(names)
        if not (one / name).is_file()
        or not (other / name).is_file()
        or (one / name).read_bytes() != (other / name).read_bytes()
    ]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("rules", type=Path)
    options.add_argument("--target", action="append", default=[])
    for kind in KINDS:
        options.add_argument(f"--{kind.replace('_', '-')}", type=Path)
    options.add_argument("--every", type=int, default=1, help="take each nth rule")
    options.add_argument("--plain", action="store_true", help="plain MkDocs as well")
    arguments = options.parse_args()
    catalogue = str(Path(sys.executable).with_name("catalogue"))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        rules = rules_into(folder, arguments.rules, arguments.every)
        settings = ["targets:", *(f"  - {name}" for name in arguments.target)]
        settings = settings if arguments.target else []
        for kind in KINDS:
            source = getattr(arguments, kind)
            settings += [f"{kind}: {source.resolve()}"] if source else []
        (folder / "catalogue.yml").write_text("\n".join(settings) + "\n", "utf-8")
        site = [catalogue, "site"]
        print(
            f"{len(rules):,} files of rules, {os.cpu_count()} cores, Python {sys.version.split()[0]}"
        )
        runs = {}
        for name in ("cold", "nothing changed", "one rule changed"):
            if name == "one rule changed":
                text = rules[0].read_text("utf-8")
                rules[0].write_text(text.replace("title: ", "title: Changed ", 1), "utf-8")
            runs[name], stages = timed(site, folder)
            print(f"{name:<18} {runs[name]:7.1f} s   {stages}", flush=True)
        pages = sum(1 for _ in (folder / "build/site").rglob("index.html"))
        size = (folder / "build/site/search/search_index.json").stat().st_size
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"{pages:,} pages, search index {size / 1e6:.2f} MB, largest process {peak:,.0f} MB")
        if arguments.plain:
            plain = folder / "plain"
            seconds, _ = timed([sys.executable, "-c", PLAIN, str(folder), str(plain)], folder)
            print(f"{'plain MkDocs':<18} {seconds:7.1f} s   (queries from the cache)")
            differing = sites_differ(folder / "build/site", plain)
            print(f"files that differ: {len(differing)} {' '.join(differing[:5])}")


if __name__ == "__main__":
    main()
