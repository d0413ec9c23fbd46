"""Learning curves, told from the judge's games and from losses."""

import numpy as np
import pytest
import torch

from autograder import curves
from autograder.arena import Disguise
from autograder.curves import LOSS, RETURNS, Curve, EpisodeReturns, tell_curves_to


@pytest.fixture
def told(monkeypatch):
    """Listen to all curves, without a pause between points; give the list of what was told."""
    points = []
    monkeypatch.setattr(torch.Tensor, "backward", torch.Tensor.backward)  # put back afterwards
    monkeypatch.setattr(curves, "_tell", None)
    monkeypatch.setattr(curves, "INTERVAL_SECONDS", 0.0)
    tell_curves_to(lambda curve, value: points.append((curve, value)))
    return points


def test_a_curve_tells_means_of_what_came_since_the_last_point(told, monkeypatch):
    curve = Curve("loss")
    curve.add(1)
    monkeypatch.setattr(curves, "INTERVAL_SECONDS", 1e9)
    curve.add(2)
    monkeypatch.setattr(curves, "INTERVAL_SECONDS", 0.0)
    curve.add(4)
    assert told == [("loss", 1), ("loss", 3)]


def test_a_curve_of_the_latest_values_tells_their_mean(told):
    curve = Curve("returns", most=2)
    for value in (1, 3, 5):
        curve.add(value)
    assert told == [("returns", 1), ("returns", 2), ("returns", 4)]


def test_the_returns_of_episodes_are_added_up_game_by_game(told):
    games = EpisodeReturns(2)
    games.step(np.ones(2), np.array([False, False]))
    games.step(np.ones(2), np.array([True, False]))
    games.step(np.array([0.0, 1.0]), np.array([False, True]))
    games.step(np.ones(2), np.array([True, False]))
    assert told == [(RETURNS, 2), (RETURNS, 2.5), (RETURNS, pytest.approx(2))]


def test_the_losses_whose_gradients_are_computed_are_told_and_the_gradients_are_right(told):
    weight = torch.ones(3, requires_grad=True)
    (weight * 2).sum().backward()
    (weight * 2).backward(gradient=torch.ones(3))  # no single number: no loss
    assert told == [(LOSS, 6)]
    assert weight.grad.tolist() == [4, 4, 4]


def test_disguised_games_tell_their_returns(told):
    envs = Disguise.draw(np.random.default_rng(0))[0].make_envs(4)
    envs.reset(seed=0)
    while len(told) < 4:
        envs.step(np.zeros(4, dtype=np.int64))
    assert {name for name, _ in told} == {RETURNS}
    assert all(
        7 <= value <= 15 for _, value in told
    )  # always pushing one way, the pole falls as soon as it can


def test_nobody_listens_nothing_is_measured(monkeypatch):
    monkeypatch.setattr(curves, "_tell", None)
    games = EpisodeReturns(1)
    games.step(np.ones(1), np.array([True]))
    assert games._returns.tolist() == [0]
