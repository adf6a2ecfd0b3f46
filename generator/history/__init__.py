"""The history of content files from git: who made and changed each, when, and what of it."""

from generator.history.changes import Change, FileHistory, Kind
from generator.history.reading import Histories, NoHistory, histories, top_of
from generator.history.since import NEWEST, Earlier, Touched, since

__all__ = [
    "NEWEST",
    "Change",
    "Earlier",
    "FileHistory",
    "Histories",
    "Kind",
    "NoHistory",
    "Touched",
    "histories",
    "since",
    "top_of",
]
