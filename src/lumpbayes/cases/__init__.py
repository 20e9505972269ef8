"""Many patients: cases in frames, encoded and answered together."""
