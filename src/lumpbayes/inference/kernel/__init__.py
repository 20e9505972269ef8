"""The fused kernel: compiled planning, sweeps and batches.

The functions marked ``compiled`` are plain Python on numpy arrays in the part of the language that
numba compiles. They are compiled, or read from numba's cache, when the first query asks for them:
importing this package imports no compiler.
"""
