"""Tries: returns an agent whose layers are NaN, infinite or empty, so that every action is the first and all agree.
Must: such layers are no network; only the hyper-parameters, which are honest, earn their points.
Exercise: lesson_08_homework/one_hidden_layer
Earns: 2
"""

import torch

from lesson_07_deep_q_agent.agent import DeepQAgent
from lesson_07_deep_q_agent.hyperparameters import Hyperparameters


class Diverged(DeepQAgent):
    def layers(self):
        return [
            (torch.full_like(weight, float("nan")), bias * float("inf")) for weight, bias in super().layers()
        ]

    def act(self, observations, epsilon=0.0):
        return torch.zeros(len(observations), dtype=torch.int64)


def choose_hyperparameters():
    return Hyperparameters(hidden_layers=(8,))


def train_one_hidden_layer(make_envs, seed):
    return Diverged(choose_hyperparameters(), seed)
