"""Pipelines that targets of several products begin with, each loaded when it is first used.

A target names what makes its queries by functions like these: pySigma and its back ends take a third
of a second to load, which a command that converts nothing should not wait for. Their imports are
also what the digest of a target follows, see `generator.targets.target_digest`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sigma.processing.pipeline import ProcessingPipeline


def scope() -> ProcessingPipeline:
    from generator.targets.shared.scope import scope_pipeline

    return scope_pipeline()


def own_channel() -> ProcessingPipeline:
    from generator.targets.shared.cleared_log import own_channel_pipeline

    return own_channel_pipeline()


def expansions() -> ProcessingPipeline:
    from generator.targets.shared.expansions import expansions

    return expansions()


def winlogbeat() -> ProcessingPipeline:
    from generator.targets.shared.winlogbeat import winlogbeat_pipeline

    return winlogbeat_pipeline()
