"""Have we this already: one story, one fingerprint."""
