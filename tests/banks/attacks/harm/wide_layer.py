"""Tries: returns a network of one hidden layer, four million wide, for the judge to play a thousand episodes with.
Must: the judge refuses a network that would take gigabytes; the hyper-parameters, which are honest, earn their points.
Exercise: lesson_08_homework/one_hidden_layer
Seconds: 5
Earns: 2
"""

import numpy as np

from lesson_07_deep_q_agent.hyperparameters import Hyperparameters

WIDTH = 4_000_000


class Wide:
    def act(self, observations, epsilon=0.0):
        return np.zeros(len(observations), np.int64)

    def layers(self):
        return [
            (np.zeros((WIDTH, 4), np.float32), np.zeros(WIDTH, np.float32)),
            (np.zeros((2, WIDTH), np.float32), np.zeros(2, np.float32)),
        ]


def choose_hyperparameters():
    return Hyperparameters(hidden_layers=(WIDTH,))


def train_one_hidden_layer(make_envs, seed):
    return Wide()
