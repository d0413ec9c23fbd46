"""Tries: hands in changed modules of other exercises, on which the checks of this one might rely for the answer.
Must: every other exercise is the course's own; this one learns nothing and earns nothing.
Exercise: lesson_07_deep_q_agent/agent
"""

import numpy as np

from lesson_07_deep_q_agent import hyperparameters, replay_buffer, targets


class DeepQAgent:
    def __init__(self, hparams, seed):
        self.q_network = self.target_network = getattr(hyperparameters, "Network", dict)()

    def act(self, observations, epsilon=0.0):
        return np.zeros(len(observations), np.int64)

    def layers(self):
        return []

    def targets(self, batch):
        return getattr(targets, "ANSWER", getattr(replay_buffer, "ANSWER", None))
