"""Lesson 06: multilayer perceptrons (MLPs) that imitate the expert."""
