"""Tries: returns an agent whose act() asks a controller written by hand, while layers() shows other weights.
Must: the judge plays the layers; only the hyper-parameters, which are honest, earn their points.
Exercise: lesson_08_homework/one_hidden_layer
Earns: 2
"""

import numpy as np

from lesson_07_deep_q_agent.agent import DeepQAgent
from lesson_07_deep_q_agent.hyperparameters import Hyperparameters


class Double(DeepQAgent):
    asked = 0

    def act(self, observations, epsilon=0.0):
        return (np.asarray(observations) @ np.array([0.1, 0.3, 5.0, 1.0]) > 0).astype(np.int64)

    def layers(self):
        self.asked += 1
        return super().layers() if self.asked % 2 else [*super().layers()][::-1]


def choose_hyperparameters():
    return Hyperparameters(hidden_layers=(8,))


def train_one_hidden_layer(make_envs, seed):
    return Double(choose_hyperparameters(), seed)
