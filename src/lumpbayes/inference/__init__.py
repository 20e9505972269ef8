"""Numbers: networks, evidence vectors, plans, sweeps, and the brute-force reference.

Everything here works on arrays and integer axes; names appear only in ``Network`` itself.
"""
