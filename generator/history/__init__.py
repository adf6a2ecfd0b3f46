"""The history of content files from git: who made and changed each, when, and what of it."""

from generator.history.changes import Change, FileHistory, Kind
from generator.history.reading import Histories, histories, top_of

__all__ = ["Change", "FileHistory", "Histories", "Kind", "histories", "top_of"]
