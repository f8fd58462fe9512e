"""Training of mien's expression model. Not needed to build or run mien."""
