"""Benchmarks: how long the main jobs take. Not tests: figures depend on the machine."""
