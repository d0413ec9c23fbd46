"""Lesson 05: the expert's demonstrations become a dataset to learn from."""
