"""The documentation says what the program does: commands, options, finding codes, senses, figures, floors, links."""

from __future__ import annotations

import argparse
import ast
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from doc_checker.cli.arguments import COMMANDS, build_parser, parse
from doc_checker.data import SENSES, default_data, load_data
from doc_checker.report.terminal import render_findings  # noqa: F401 - the room that shows findings must exist
from doc_checker.review.weights import FEATURES
from doc_checker.text import compact

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-CN.md")
PAGES = (*READMES, "CHANGELOG.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md"))))
