"""What reasoning takes, against one query of ours and against repeated queries of pyAgrum.

A module ``NAME_row.py`` has ``measure(quick: bool) -> dict``: the work in words, seconds, how many
times one all-posterior query that is (``times_one_query``, and the ``goal``), and for each rival
how many times longer it takes (``rivals``).
"""
