"""Parts of Sysmon's `Hashes`, for products that have a field for each kind of hash."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sigma.exceptions import SigmaTransformationError
from sigma.processing.transformations.base import DetectionItemTransformation
from sigma.rule import SigmaDetection, SigmaDetectionItem
from sigma.types import SigmaString, SigmaType

from generator.targets.shared.required_texts import Shape, wanted

DIGITS = {"MD5": 32, "SHA1": 40, "SHA256": 64, "IMPHASH": 32}
"""How many digits a hash of each kind has."""
_PART = re.compile(r"(MD5|SHA1|SHA256|IMPHASH)=([0-9a-f]+)", re.IGNORECASE)


@dataclass
class HashesByKind(DetectionItemTransformation):
    """`Hashes|contains: MD5=…` becomes the field of `names` for MD5. Raises
    SigmaTransformationError for what is no whole hash with its kind."""

    names: Mapping[str, str]

    def apply_detection_item(self, detection_item: SigmaDetectionItem) -> SigmaDetection | None:
        """One item for each hash, joined as the values were."""
        if detection_item.field != "Hashes":
            return None
        return SigmaDetection(
            [self._item(value) for value in detection_item.value],
            item_linking=detection_item.value_linking,
        )

    def _item(self, value: SigmaType) -> SigmaDetectionItem:
        sought = wanted(value) if isinstance(value, SigmaString) else None
        match = _PART.fullmatch(sought.text) if sought and sought.shape is Shape.PART else None
        if match is None or len(match[2]) != DIGITS[match[1].upper()]:
            raise SigmaTransformationError(
                "The rule asks for a part of `Hashes` that is no whole hash with its kind before it."
            )
        return SigmaDetectionItem(self.names[match[1].upper()], [], [SigmaString(match[2])])
