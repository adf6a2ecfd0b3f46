"""A git repository of a test, whose commits are alike on every machine."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

WHO = "Ada Lovelace"


class Repository:
    """A folder with a git work tree; each commit is a day later than the one before."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.commits = 0
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main", ".")

    def git(self, *arguments: str, author: str = WHO, day: str = "") -> str:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": author,
            "GIT_AUTHOR_EMAIL": "ada@example.org",
            "GIT_COMMITTER_NAME": author,
            "GIT_COMMITTER_EMAIL": "ada@example.org",
        }
        if day:
            environment |= {"GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def write(self, path: str, text: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def commit(self, subject: str, *, author: str = WHO) -> None:
        self.commits += 1
        self.git("add", "--all")
        day = f"2026-01-{self.commits:02} 12:00:00 +0000"
        self.git("commit", "--quiet", "--allow-empty", "-m", subject, author=author, day=day)
