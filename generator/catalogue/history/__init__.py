"""The history of content files from git: who made and changed each, when, and what of it."""

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
