"""Exact inference against pgmpy and pyAgrum in one run: ``python -m benchmarks.inference``."""
