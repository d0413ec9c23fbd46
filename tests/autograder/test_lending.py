"""Tests of autograder/lending.py: what student code can do with an object of the judge's, in a real sandbox."""

import gymnasium as gym
import numpy as np
import pytest

from autograder.arena import Disguise
from autograder.lending import TAKEN_BACK, kind_of, use
from autograder.proxies import RemoteError

MODULE = "lesson_05_datasets.baseline"


class Counter:
    """A judge's object: student code may use what has no underscore."""

    _secret = 42

    def __init__(self):
        self.calls = []

    def add(self, *values, **named):
        self.calls.append((values, named))
        if values == (0,):
            raise ValueError("no zero, please")
        return sum(values)


LENT = """
    def use(counter): return counter.add(1, 2), counter.add(3, by=4)
    def call(function, *values): return function(*values)
    def peek(thing, name): return getattr(thing, name)
    def put(thing, name): setattr(thing, name, 1)
    def catch(function, *values):
        try:
            return function(*values)
        except ValueError as error:
            return f"caught {error}"
    def play(make_envs, count):
        envs = make_envs(count)
        observations, _ = envs.reset(seed=3)
        seen = [envs.step([0] * count)[0] for _ in range(4)]
        envs.close()
        return observations, seen, envs.num_envs, int(envs.single_action_space.n)
"""


def test_a_lent_object_works_where_it_belongs(open_code):
    submission = open_code(LENT)
    counter = Counter()
    assert submission[MODULE].use(submission.lend(counter)) == (3, 3)
    assert counter.calls == [((1, 2), {}), ((3,), {"by": 4})]


def test_a_lent_function_may_use_the_students_objects(open_code):
    code = """
    class Thing:
        def double(self, number): return 2 * number
    thing = Thing()
    """
    submission = open_code(LENT + code)
    module = submission[MODULE]
    assert module.call(submission.lend(lambda thing: thing.double(21)), module.thing) == 42


def test_an_exception_of_the_judges_object_can_be_caught_by_its_type(open_code):
    submission = open_code(LENT)
    assert submission[MODULE].catch(submission.lend(Counter().add), 0) == "caught no zero, please"


@pytest.mark.parametrize("name", ["_secret", "__class__", "__dict__", "__init__", "nothing"])
def test_names_with_an_underscore_stay_with_the_judge(open_code, name):
    submission = open_code(LENT)
    try:
        got = submission[MODULE].peek(submission.lend(Counter()), name)
    except RemoteError:
        return
    assert "Lent" in repr(got) + str(got)  # __class__ and __init__ are the stand-in's own


@pytest.mark.parametrize("name", ["__globals__", "__code__", "__self__", "__closure__", "__func__"])
def test_a_lent_function_shows_nothing_of_itself(open_code, name):
    submission = open_code(LENT)
    for function in (Counter().add, lambda: 1, Counter):
        with pytest.raises(RemoteError):
            submission[MODULE].peek(submission.lend(function), name)


def test_nothing_of_the_judges_can_be_set(open_code):
    submission = open_code(LENT)
    counter = Counter()
    with pytest.raises(RemoteError, match="belongs to the judge"):
        submission[MODULE].put(submission.lend(counter), "calls")
    assert counter.calls == []


def test_lent_games_are_the_judges_own(open_code):
    submission = open_code(LENT)
    disguise = Disguise.draw(np.random.default_rng(0))[0]
    observations, seen, count, n_actions = submission[MODULE].play(submission.lend(disguise.make_envs), 3)
    envs = disguise.make_envs(3)
    wanted, _ = envs.reset(seed=3)
    np.testing.assert_array_equal(observations, wanted)
    np.testing.assert_array_equal(seen, [envs.step([0] * 3)[0] for _ in range(4)])
    assert (count, n_actions) == (3, 2)


@pytest.mark.parametrize(
    "name", ["unwrapped", "env", "np_random", "gravity", "_signs", "spec", "set_attr", "call"]
)
def test_games_show_nothing_but_what_players_need(open_code, name):
    submission = open_code(LENT)
    disguise = Disguise.draw(np.random.default_rng(0))[0]
    module = submission[MODULE]
    envs = disguise.make_envs(2)
    physics = dict(vars(envs.unwrapped))
    try:
        got = module.peek(submission.lend(envs), name)
    except RemoteError:
        return
    assert not isinstance(got, float | dict)  # a stand-in's own empty attribute, if anything
    assert vars(envs.unwrapped).keys() == physics.keys()


def test_a_single_game_can_be_lent(open_code):
    submission = open_code(
        "def f(env): return isinstance(env, __import__('gymnasium').Env), env.reset(seed=1)[0]"
    )
    env = gym.make("CartPole-v1")
    is_env, observation = submission[MODULE].f(submission.lend(env))
    assert is_env
    np.testing.assert_array_equal(observation, env.reset(seed=1)[0])


def test_no_more_games_than_any_training_needs(open_code):
    submission = open_code(LENT)
    disguise = Disguise.draw(np.random.default_rng(0))[0]
    with pytest.raises(RemoteError, match="n_envs"):
        submission[MODULE].play(submission.lend(disguise.make_envs), 10**9)


# Without a worker.


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda: gym.make("CartPole-v1"), "env"),
        (lambda: Disguise.draw(np.random.default_rng(0))[0].make_envs(2), "vector"),
        (Counter, "object"),
        (lambda: Counter().add, "object"),
    ],
)
def test_games_are_told_apart_from_everything_else(make, kind):
    assert kind_of(make()) == kind


@pytest.mark.parametrize(
    ("operation", "values"),
    [
        ("attribute", ["_secret"]),
        ("attribute", ["calls", "calls"]),
        ("attribute", [b"calls"]),
        ("call", ["add", [1], {}]),
        ("call", ["", [1], {}]),
        ("call", ["__init__", [], {}]),
        ("delete", ["calls"]),
    ],
)
def test_an_objects_public_attributes_can_be_read_and_nothing_else(operation, values):
    with pytest.raises(AttributeError, match="may not be done"):
        use(Counter(), operation, values)
    assert use(Counter(), "attribute", ["calls"]) == []


def test_what_was_taken_back_is_of_no_use():
    with pytest.raises(AttributeError, match="taken this object back"):
        use(TAKEN_BACK, "attribute", ["calls"])
