"""Benchmarks: how long the main jobs take. Not tests: figures depend on the machine."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the program does
