import operator

import pytest

from autograder.authoring.fingerprints import Fingerprints


@pytest.fixture
def fingerprints():
    heard = Fingerprints()
    heard.begin()
    return heard


def test_answers_that_all_differ_are_told_apart(fingerprints):
    fingerprints.note("f(2, 3)", 5, {"multiplied": 6, "subtracted": -1}, operator.eq)
    assert fingerprints.ambiguous == []
    assert fingerprints.silent == []


def test_two_causes_of_one_answer_are_ambiguous(fingerprints):
    fingerprints.note("f(2, 2)", 4, {"subtracted": 0, "forgotten": 0}, operator.eq)
    assert fingerprints.ambiguous == ["f(2, 2): 'subtracted' and 'forgotten' give the same answer"]


def test_a_cause_that_gives_the_right_answer_is_silent(fingerprints):
    fingerprints.note("f(2, 2)", 4, {"multiplied": 4}, operator.eq)
    assert fingerprints.silent == ["multiplied"]
    fingerprints.note("f(2, 3)", 5, {"multiplied": 6}, operator.eq)
    assert fingerprints.silent == []


def test_what_has_shown_before_is_ambiguous_no_more(fingerprints):
    fingerprints.note("f(2, 3)", 5, {"multiplied": 6}, operator.eq)
    fingerprints.note("f(2, 1)", 3, {"multiplied": 2, "first": 2}, operator.eq)
    assert fingerprints.ambiguous == []
    fingerprints.begin()  # in another check it has not
    fingerprints.note("f(2, 1)", 3, {"multiplied": 2, "first": 2}, operator.eq)
    assert len(fingerprints.ambiguous) == 1
