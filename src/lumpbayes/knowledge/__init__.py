"""Words: read, check and fingerprint the tables, build the network, turn evidence into vectors."""
