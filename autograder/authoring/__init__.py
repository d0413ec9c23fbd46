"""For authors: skeletons and notebooks from solutions, and the gate that proves the lessons."""
