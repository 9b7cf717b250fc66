"""doc-checker reads Chinese official documents (公文) and reviews work plans against indicator systems (指标体系)."""

from __future__ import annotations

__version__ = "0.1.0"
