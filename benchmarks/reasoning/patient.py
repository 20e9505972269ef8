"""Whom every row is measured on, and against which engines."""

from __future__ import annotations

__all__ = ["CAUSE", "ENGINES", "FINDINGS", "SAME"]

FINDINGS = {
    "age_group": "middle",
    "sex": "male",
    "fever": "yes",
    "tenderness": "yes",
    "redness": "yes",
    "warmth": "yes",
    "pain": "mild",
    "onset": "days",
    "size": "2to5cm",
    "mobility": "mobile",
    "consistency": "firm",
    "punctum": "no",
}
"""Twelve findings of the bundled model."""
CAUSE = "skin_abscess"
ENGINES = ("LazyPropagation", "VariableElimination")
"""Of pyAgrum."""
SAME = 1e-9
"""What answers may differ by."""
