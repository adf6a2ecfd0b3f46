"""The content repository: addresses that rule pages link to for editing and reporting.

They derive from the repository address for GitHub and GitLab, and from the user's templates for
other hosts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote, urlsplit

from generator.base.diagnostics import Code, quoted
from generator.base.plain_text import web_address
from generator.catalogue.history import top_of
from generator.content.kinds.mapping_reader import MappingReader, nearest

KEY = "repository"
KEYS = ("url", "branch", "folder", "edit", "raw", "report", "commit")
BRANCH = "main"
VARIABLES = ("url", "branch", "path", "id", "title", "commit")
_VARIABLE = re.compile(r"\{([^{}]*)\}")
_HOST = re.compile(r"https?://[^/{}\s?#\\]+/", re.IGNORECASE)
_REPORT = "False%20positive%3A%20{title}"
_BODY = "Rule%20{id}%20%28{path}%29%0A%0A"

PLACES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "github": {
            "edit": "{url}/edit/{branch}/{path}",
            "raw": "{url}/raw/{branch}/{path}",
            "report": f"{{url}}/issues/new?title={_REPORT}&body={_BODY}",
            "commit": "{url}/commit/{commit}",
        },
        "gitlab": {
            "edit": "{url}/-/edit/{branch}/{path}",
            "raw": "{url}/-/raw/{branch}/{path}",
            "report": f"{{url}}/-/issues/new?issue[title]={_REPORT}&issue[description]={_BODY}",
            "commit": "{url}/-/commit/{commit}",
        },
    }
)
"""The templates of each service, by a word in its host name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """Address templates; an empty one means no link. `folder` is the project's path in the
    repository, empty where the project is at its root.
    """

    url: str = ""
    branch: str = BRANCH
    folder: str = ""
    edit: str = ""
    raw: str = ""
    report: str = ""
    commit: str = ""

    def edit_address(self, path: str) -> str | None:
        """The edit address of a content file, by its path in the project."""
        return self._filled(self.edit, path=path)

    def raw_address(self, path: str) -> str | None:
        """The address of the raw content file."""
        return self._filled(self.raw, path=path)

    def report_address(self, *, path: str, id: str, title: str) -> str | None:
        """The address for reporting a false positive of a rule."""
        return self._filled(self.report, path=path, id=id, title=title)

    def commit_address(self, commit: str) -> str | None:
        """The address of a commit."""
        return self._filled(self.commit, commit=commit)

    def _filled(self, template: str, *, path: str = "", **texts: str) -> str | None:
        """An address with every value quoted. None where the template is missing, or where the file
        is outside the project and its path in the repository is therefore unknown.
        """
        if not template or path.startswith(("/", "../")) or re.match(r"[A-Za-z]:/", path):
            return None
        inside = "/".join(part for part in (self.folder, path) if part)
        values = {
            "url": self.url,
            "branch": quote(self.branch, safe="/"),
            "path": _quoted(inside, safe="/"),
            **{name: _quoted(text) for name, text in texts.items()},
        }
        address = _VARIABLE.sub(lambda match: values.get(match[1], ""), template)
        return address if web_address(address) else None


NOWHERE = Repository()
"""The repository of a project that does not name one."""


def _quoted(text: str, safe: str = "") -> str:
    return quote(text.encode("utf-8", "replace"), safe=safe)


def read(reader: MappingReader, home: Path, bad: Code) -> Repository:
    """The setting `repository` of a configuration: an address, or keys. Unusable values are
    reported as `bad` and ignored. `home` is the project folder.
    """
    if isinstance(reader.data.get(KEY), str):
        url = _address(reader, KEY, reader.text(KEY), bad)
        return _made(url, BRANCH, _folder(home), {})
    body = reader.mapping(KEY)
    if body is None:
        return NOWHERE
    body.check_keys(KEYS)
    url = _address(body, "url", body.text("url"), bad)
    folder = body.text("folder").strip("/") if body.has("folder") else _folder(home)
    given = {key: _template(body, key, url, bad) for key in PLACES["github"] if body.has(key)}
    return _made(url, body.text("branch") or BRANCH, folder, given)


def _made(url: str, branch: str, folder: str, given: Mapping[str, str]) -> Repository:
    host = (urlsplit(url).hostname or "") if url else ""
    usual = next((made for word, made in PLACES.items() if word in host), {})
    templates = {**usual, **given}
    return Repository(url=url, branch=branch, folder=folder, **templates)


def _address(reader: MappingReader, key: str, text: str, bad: Code) -> str:
    url = text.removesuffix("/").removesuffix(".git")
    if url and (web_address(url) is None or _VARIABLE.search(url)):
        message = f"{key} is {quoted(text)}; write an address that begins with https://"
        reader.report(bad, message, key)
        return ""
    return url


def _template(reader: MappingReader, key: str, url: str, bad: Code) -> str:
    """A template that gives a web address for any value; else empty."""
    text = reader.text(key)
    for name in _VARIABLE.findall(text):
        if name not in VARIABLES:
            known = ", ".join(f"{{{variable}}}" for variable in VARIABLES)
            hint = nearest(name, VARIABLES) or f"; known: {known}"
            reader.report(bad, f"{key} has the unknown variable {quoted(f'{{{name}}}')}{hint}", key)
            return ""
    # The template itself must fix the host: a title must not choose where a link leads.
    if not text or _HOST.match(text.replace("{url}", url)):
        return text
    message = (
        f"{key} is {quoted(text)}; begin it with https://, a host and a slash"
        f"{', or with {url}/' if url else ''}"
    )
    reader.report(bad, message, key)
    return ""


def _folder(home: Path) -> str:
    """The project's path in its git work tree, found without running git."""
    real = home.resolve()
    top = top_of(real)
    inside = real.relative_to(top).as_posix() if top is not None else ""
    return "" if inside == "." else inside
