"""The standard library's mean, whose error is a ValueError too."""

import statistics


def mean(values):
    return statistics.fmean(values)
