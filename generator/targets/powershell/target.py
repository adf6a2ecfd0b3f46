"""Targets for PowerShell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.targets.target import Target

if TYPE_CHECKING:
    from sigma.conversion.base import Backend


def powershell_backend() -> type[Backend]:
    from generator.targets.powershell.backend import PowerShellBackend

    return PowerShellBackend


TARGETS: tuple[Target, ...] = (
    Target(
        id="powershell",
        title="PowerShell Get-WinEvent",
        product="Windows",
        backend=powershell_backend,
        suffix="ps1",
        assumes="Run it elevated on the machine whose logs are searched, in Windows PowerShell 5.1 "
        "or PowerShell 7.",
        manual="https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.diagnostics/get-winevent",
    ),
)
