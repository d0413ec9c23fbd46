"""The judge plays networks by their weights alone."""

import dataclasses
import itertools

import gymnasium as gym
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.arena import (
    Disguise,
    DisguisedExpert,
    close_calls,
    greedy_actions,
    make_cartpole,
    play,
    validated,
)
from autograder.catalog import load_catalog
from autograder.submission import reference

# A known controller: push towards the side to which the pole leans and turns.
LEANING = [(np.array([[0, 0, -1, -1], [0, 0, 1, 1]]), np.zeros(2))]


def random_network(rng, hidden):
    widths = [4, *hidden, 2]
    shapes = zip(widths[1:], widths[:-1], strict=True)
    return [
        (rng.normal(size=shape).astype(np.float32), rng.normal(size=shape[0]).astype(np.float32))
        for shape in shapes
    ]


def one_by_one(layers, n_episodes, seed):
    """Play the usual way, from the same initial states: one environment, one step at a time."""
    start = gym.make_vec("CartPole-v1", num_envs=n_episodes, vectorization_mode="vector_entry_point")
    states, _ = start.reset(seed=seed)
    environment = gym.make("CartPole-v1")
    returns = []
    for state in states:
        environment.reset(seed=0)
        environment.unwrapped.state = tuple(start_state := state.astype(np.float64))
        observation, total, done = start_state, 0.0, False
        while not done:
            action = greedy_actions(layers, np.asarray(observation)[None])[0]
            observation, reward, terminated, truncated, _ = environment.step(int(action))
            total += reward
            done = terminated or truncated
        returns.append(total)
    return returns


def test_plays_as_one_environment_would():
    batched = play(LEANING, 20, seed=3)
    assert batched.tolist() == pytest.approx(one_by_one(LEANING, 20, seed=3), abs=2)
    assert len(set(batched.tolist())) > 1


def test_equal_seeds_give_equal_returns_and_others_differ():
    assert play(LEANING, 50, seed=1).tolist() == play(LEANING, 50, seed=1).tolist()
    assert play(LEANING, 50, seed=1).tolist() != play(LEANING, 50, seed=2).tolist()


def test_a_constant_policy_falls_soon():
    always_right = [(np.zeros((2, 4)), np.array([0.0, 1.0]))]
    returns = play(always_right, 100, seed=0)
    assert returns.shape == (100,)
    assert returns.min() >= 8
    assert returns.max() <= 12


@given(st.integers(0, 1000), st.lists(st.integers(1, 6), max_size=3))
def test_the_forward_pass_is_linear_layers_with_relu_between(seed, hidden):
    rng = np.random.default_rng(seed)
    layers = random_network(rng, hidden)
    observation = rng.normal(size=4).astype(np.float32)
    values = observation
    for weight, bias in layers[:-1]:
        values = np.maximum(weight @ values + bias, 0)
    weight, bias = layers[-1]
    assert greedy_actions(layers, observation[None])[0] == np.argmax(weight @ values + bias)


@given(st.integers(0, 1000))
def test_rounding_decides_in_close_calls_alone(seed):
    rng = np.random.default_rng(seed)
    layers = random_network(rng, [256])
    layers[-1] = (100 * layers[-1][0], layers[-1][1])
    observations = rng.normal(size=(200, 4)).astype(np.float32)
    close = close_calls(layers, observations)
    (first, first_bias), (last, last_bias) = layers
    order = rng.permutation(256)  # the same network, whose units are added in another order
    again = [(first[order], first_bias[order]), (last[:, order], last_bias)]
    other = greedy_actions(again, observations)
    assert (greedy_actions(layers, observations) == other)[~close].all()
    assert close.mean() < 0.1


def test_equal_values_are_a_close_call_and_clearly_different_ones_are_none():
    layers = [(np.array([[1.0, 0, 0, 0], [0, 1.0, 0, 0]]), np.array([5.0, 5.0]))]
    observations = np.array([[1, 1, 0, 0], [1, 1.004, 0, 0], [1, 1.1, 0, 0], [2, 1, 0, 0]], dtype=np.float32)
    assert close_calls(layers, observations).tolist() == [True, True, False, False]


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ([], "at least one linear layer"),
        ([(np.zeros((2, 3)), np.zeros(2))], r"layer 1.*\(outputs, 4\).*\(2, 3\)"),
        ([(np.zeros((8, 4)), np.zeros(8)), (np.zeros((2, 9)), np.zeros(2))], "layer 2"),
        ([(np.zeros((3, 4)), np.zeros(3))], "2 outputs"),
        ([(np.zeros((2, 4)), np.zeros(3))], "layer 1"),
        ([np.zeros((2, 4))], "layer 1"),
        ([(np.full((2, 4), np.nan), np.zeros(2))], "finite"),
        ([("a", "b")], "layer 1"),
    ],
)
def test_what_is_no_network_is_refused(layers, message):
    with pytest.raises(ValueError, match=message):
        validated(layers)


def test_a_disguise_mirrors_axes_and_actions():
    disguise = Disguise(
        (-1, -1, 1, 1), swapped=True, gravity=1.0, length=1.0, force=1.0, seeds=lambda seed: seed
    )
    plain, disguised = make_cartpole(5), disguise.make_envs(5)
    signs = np.array([-1, -1, 1, 1])
    assert np.array_equal(disguised.reset(seed=4)[0], plain.reset(seed=4)[0] * signs)
    actions = np.array([0, 1, 1, 0, 1])
    assert np.array_equal(disguised.step(actions)[0], plain.step(1 - actions)[0] * signs)


def test_a_disguise_changes_the_physics():
    plain = Disguise((1, 1, 1, 1), swapped=False, gravity=1.0, length=1.0, force=1.0)
    for changed in ("gravity", "length", "force"):
        other = dataclasses.replace(plain, **{changed: 1.15})
        states = []
        for disguise in (plain, other):
            games = disguise.make_envs(1)
            games.reset(seed=0)
            states.append([games.step(np.array([1]))[0] for _ in range(5)][-1])
        assert not np.array_equal(*states), changed


def test_a_seed_means_another_game_than_outside_and_always_the_same():
    disguise = Disguise((1, 1, 1, 1), swapped=False, gravity=1.0, length=1.0, force=1.0)
    first, again = (disguise.make_envs(3).reset(seed=5)[0] for _ in range(2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, disguise.make_envs(3).reset(seed=6)[0])
    assert not np.array_equal(first, make_cartpole(3).reset(seed=5)[0])
    assert not np.array_equal(first, disguise.make_envs(3).reset()[0])


@given(st.integers(0, 10_000))
def test_a_drawn_disguise_stays_within_bounds(seed):
    disguises = Disguise.draw(np.random.default_rng(seed))
    assert len(disguises) == 3
    for disguise in disguises:
        assert all(0.85 <= factor <= 1.15 for factor in (disguise.gravity, disguise.length, disguise.force))
        assert set(disguise.signs) <= {-1, 1}


def test_the_known_controller_fails_in_a_mirror():
    disguise = Disguise((1, 1, -1, -1), swapped=False, gravity=1.0, length=1.0, force=1.0)
    assert play(LEANING, 50, seed=0).mean() > 150
    assert play(LEANING, 50, seed=0, make_envs=disguise.make_envs).mean() < 15


PERFECT = np.array([0.1, 0.3, 3.0, 1.0])
"""How much each feature speaks for a push to the right: by hand, and perfect in CartPole-v1."""


def linear(weights):
    return [(np.stack([-weights, weights]), np.zeros(2))]


def test_no_controller_that_is_perfect_in_one_game_is_good_in_all_three():
    assert play(linear(PERFECT), 100, seed=0).min() == 500
    rng = np.random.default_rng(0)
    solved = np.zeros(9, dtype=int)
    for _ in range(8):
        disguises = Disguise.draw(rng)
        for number, signs in enumerate(itertools.product((1, -1), repeat=3)):
            cart, pole, action = signs  # the controller that looks into some mirror or other
            controller = linear(action * PERFECT * (cart, cart, pole, pole))
            good = [play(controller, 50, seed=0, make_envs=one.make_envs).mean() >= 475 for one in disguises]
            assert not all(good)
            solved[number] += any(good)
    assert solved.sum() > 0  # each is good where the game is the one that it was made for


def expert():
    return reference(load_catalog())["expert"].load_expert()


@pytest.mark.parametrize("seed", range(3))
def test_a_disguised_expert_is_as_good_as_ever(seed):
    disguised = DisguisedExpert.draw(expert(), np.random.default_rng(seed))
    env = disguised.make_env()
    observation, _ = env.reset(seed=seed)
    for _ in range(500):
        observation, _, terminated, truncated, _ = env.step(disguised(observation))
        assert not terminated
    assert truncated
    env.close()


def test_what_imitates_the_expert_does_not_imitate_it_in_disguise():
    plain = expert()
    rng = np.random.default_rng(0)
    for _ in range(20):
        disguised = DisguisedExpert.draw(plain, rng)
        env = disguised.make_env()
        observation, _ = env.reset(seed=0)
        seen, right = [], []
        for _ in range(500):
            seen.append(observation)
            right.append(disguised(observation))
            observation, *_ = env.step(right[-1])
        env.close()
        agreement = (plain.act(np.array(seen, np.float32)) == right).mean()
        assert max(agreement, 1 - agreement) < 0.9
