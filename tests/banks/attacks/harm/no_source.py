r"""Tries: hands in a module that is no source: NULs, half a character, and an encoding that it does not have.
Must: it cannot be imported and the judge says so.
Exercise: lesson_05_datasets/baseline
Stage: file lesson_05_datasets/baseline.py "# coding: utf-16\n\x00\udcff'''\udced\udca0\udcbd"
"""
