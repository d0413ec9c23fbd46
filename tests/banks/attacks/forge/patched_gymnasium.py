"""Tries: takes gravity out of CartPole, so that any agent balances the pole for 500 steps.
Must: the judge plays its own games; only the hyper-parameters, which are honest, earn their points.
Exercise: lesson_08_homework/one_hidden_layer
Earns: 2
"""

import gymnasium as gym
import numpy as np
from gymnasium.envs.classic_control import cartpole

from lesson_07_deep_q_agent.agent import DeepQAgent
from lesson_07_deep_q_agent.hyperparameters import Hyperparameters


def nothing_falls(games, actions):
    n_games = np.size(actions)
    return (
        np.zeros((n_games, 4), np.float32),
        np.ones(n_games),
        np.zeros(n_games, bool),
        np.zeros(n_games, bool),
        {},
    )


for kind in (
    gym.Env,
    gym.Wrapper,
    gym.vector.VectorEnv,
    gym.vector.VectorWrapper,
    cartpole.CartPoleVectorEnv,
):
    kind.step = nothing_falls
gym.make = gym.make_vec = lambda *_, **__: cartpole.CartPoleVectorEnv()


def choose_hyperparameters():
    return Hyperparameters(hidden_layers=(8,))


def train_one_hidden_layer(make_envs, seed):
    return DeepQAgent(choose_hyperparameters(), seed)
