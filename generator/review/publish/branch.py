"""The branch that a host publishes: folders in it are replaced or removed, all others kept.

The branch is a single commit without history, so that it does not grow with every preview. A push
succeeds only if the branch is unchanged since it was read; otherwise everything is done again on
its new state.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.review.publish.git import git, with_token
from generator.review.publish.refusal import Refused

PREVIEWS = "previews"
FOLDER = re.compile(rf"{PREVIEWS}/pr-[1-9][0-9]{{0,9}}")
"""The folders that may be replaced, apart from the site itself, which is the empty path."""
ATTEMPTS = 5

_SIGNED = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "catalogue"), ("EMAIL", "catalogue@users.noreply.github.com"))
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """`repository` is a clone whose working tree, index and branches stay unchanged."""

    repository: Path
    remote: str = "origin"
    name: str = "gh-pages"
    token: str = ""

    def replace(self, folder: str, files: Mapping[str, Path], message: str) -> bool:
        """Replaces the contents of a folder of the branch with these files. Returns whether it
        pushed.

        Replacing the site itself keeps all previews.
        """
        _check(folder)
        if not folder and any(path.startswith(f"{PREVIEWS}/") for path in files):
            raise Refused(f"The site has a folder {PREVIEWS}/, which is that of previews.")
        blobs = self._stored(files)
        if not folder:
            blobs[".nojekyll"] = self._stored_text(b"")
        return self._push(folder, blobs, message)

    def remove(self, folder: str, message: str) -> bool:
        """Removes a folder of the branch. Returns false if there was none."""
        _check(folder)
        if not folder:
            raise Refused("The site itself is not removed.")
        return self._push(folder, {}, message)

    def _stored(self, files: Mapping[str, Path]) -> dict[str, str]:
        """Stores the files as git objects, byte for byte, and returns the object names."""
        places = "".join(f"{_one_line(place.absolute())}\n" for place in files.values()).encode()
        told = git(
            self.repository, "hash-object", "-w", "--no-filters", "--stdin-paths", given=places
        )
        return dict(zip(files, told.decode().split(), strict=True))

    def _stored_text(self, text: bytes) -> str:
        return git(self.repository, "hash-object", "-w", "--stdin", given=text).decode().strip()

    def _push(self, folder: str, blobs: Mapping[str, str], message: str) -> bool:
        for attempt in range(ATTEMPTS):
            seen = self._fetch()
            if not seen and not blobs:
                return False
            tree = self._tree(seen, folder, blobs)
            if seen and tree == self._git("rev-parse", f"{seen}^{{tree}}"):
                return False
            commit = self._git("commit-tree", "-m", message, tree, environment=_SIGNED)
            try:
                self._git(
                    "push",
                    "--quiet",
                    f"--force-with-lease=refs/heads/{self.name}:{seen}",
                    self.remote,
                    f"{commit}:refs/heads/{self.name}",
                    environment=with_token(self.token),
                )
            except Refused:
                if attempt + 1 == ATTEMPTS:
                    raise
            else:
                return True
        return False

    def _fetch(self) -> str:
        """The current commit of the branch; empty if the branch does not exist."""
        environment = with_token(self.token)
        reference = f"refs/heads/{self.name}"
        if not self._git("ls-remote", self.remote, reference, environment=environment):
            return ""
        self._git(
            "fetch", "--quiet", "--no-tags", "--depth=1", self.remote, reference,
            environment=environment,
        )  # fmt: skip
        return self._git("rev-parse", "FETCH_HEAD")

    def _tree(self, seen: str, folder: str, blobs: Mapping[str, str]) -> str:
        """The tree of the branch with a folder replaced, created in a separate index."""
        with TemporaryDirectory(prefix="catalogue-publish-") as scratch:
            index = {"GIT_INDEX_FILE": str(Path(scratch, "index"))}
            self._git("read-tree", seen or "--empty", environment=index)
            gone = self._gone(folder, index)
            lines = [f"0 {'0' * 40}\t{path}" for path in gone]
            start = f"{folder}/" if folder else ""
            lines += [f"100644 {key}\t{start}{path}" for path, key in blobs.items()]
            git(
                self.repository, "update-index", "-z", "--index-info",
                given="".join(f"{line}\0" for line in lines).encode("utf-8", "surrogateescape"),
                environment=index,
            )  # fmt: skip
            return self._git("write-tree", environment=index)

    def _gone(self, folder: str, index: Mapping[str, str]) -> Iterable[str]:
        listed = git(self.repository, "ls-files", "-z", "--cached", environment=index)
        paths = listed.decode("utf-8", "surrogateescape").split("\0")[:-1]
        if folder:
            return [path for path in paths if path.startswith(f"{folder}/")]
        return [path for path in paths if not path.startswith(f"{PREVIEWS}/")]

    def _git(self, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
        return git(self.repository, *arguments, environment=environment).decode().strip()


def _check(folder: str) -> None:
    if folder and not FOLDER.fullmatch(folder):
        raise Refused(f"{folder!r} is no folder of a preview.")


def _one_line(place: Path) -> str:
    if "\n" in str(place):
        raise Refused(f"{place.name!r} is no name that a site has.")
    return str(place)
