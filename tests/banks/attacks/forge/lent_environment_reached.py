"""Tries: reaches through the lent games to their physics, their chance and their disguise, to make falling impossible.
Must: no wrapper, no generator and no constant of the judge's games is within reach; the hyper-parameters earn theirs.
Exercise: lesson_08_homework/one_hidden_layer
Earns: 2
"""

import gymnasium as gym

from lesson_07_deep_q_agent.agent import DeepQAgent
from lesson_07_deep_q_agent.hyperparameters import Hyperparameters


def choose_hyperparameters():
    return Hyperparameters(hidden_layers=(8,))


def train_one_hidden_layer(make_envs, seed):
    games = make_envs(2)
    for reach in (
        lambda: setattr(games.unwrapped, "gravity", 0.0),
        lambda: setattr(games.env.unwrapped, "force_mag", 0.0),
        lambda: games.set_attr("theta_threshold_radians", 1e9),
        lambda: games.call("reset", options={"low": 0.0, "high": 0.0}),
        lambda: games.reset(seed=seed, options={"low": 0.0, "high": 0.0}),
        lambda: setattr(games, "np_random", None),
        lambda: games._signs.fill(1),
        lambda: make_envs.__self__.__init__((1, 1, 1, 1), False, 0.0, 1.0, 1.0),
        lambda: make_envs.draw,
        lambda: setattr(gym.vector.VectorEnv, "step", lambda *_: None),
    ):
        try:
            reach()
        except Exception:
            continue
    return DeepQAgent(choose_hyperparameters(), seed)
