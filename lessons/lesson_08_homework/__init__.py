"""Lesson 08: homework. Two challenges, with less of the way laid out."""
