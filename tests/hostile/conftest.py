"""How many examples the tests of hostile text try."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

SLOW = (
    HealthCheck.too_slow,
    HealthCheck.data_too_large,
    HealthCheck.large_base_example,
    HealthCheck.filter_too_much,
)

# A whole catalogue takes minutes to shrink, and the message names the text that did it anyway.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)

settings.register_profile(
    "hostile", deadline=None, max_examples=40, suppress_health_check=SLOW, phases=PHASES
)
settings.register_profile(
    "hostile-ci",
    settings.get_profile("hostile"),
    derandomize=True,
    database=None,
)
settings.register_profile("hostile-long", settings.get_profile("hostile"), max_examples=3000)


def profile() -> settings:
    """`HOSTILE_PROFILE=hostile-long` tries some thousand examples; CI always tries the same ones."""
    usual = "hostile-ci" if os.environ.get("CI") else "hostile"
    return settings.get_profile(os.environ.get("HOSTILE_PROFILE", usual))
