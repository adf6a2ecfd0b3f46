"""The git history of content files: who created and changed each one, when, and which parts."""

from generator.catalogue.history.changes import Change, FileHistory, Kind
from generator.catalogue.history.repositories import Histories, NoHistory, histories, top_of
from generator.catalogue.history.since import NEWEST, Earlier, Touched, since

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
