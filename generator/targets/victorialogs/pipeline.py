"""The names of fields in VictoriaLogs."""

from __future__ import annotations

from sigma.pipelines.victorialogs import victorialogs_windows_eventlog
from sigma.processing.pipeline import ProcessingPipeline

from generator.targets.shared.windows_pipelines import put_right


def victorialogs_windows() -> ProcessingPipeline:
    """Windows events in VictoriaLogs, as the published pipeline names them."""
    return put_right(victorialogs_windows_eventlog(), "winlog.event_data.", "winlog.user_data.")
