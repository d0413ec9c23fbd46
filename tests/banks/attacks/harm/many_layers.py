"""Tries: returns an agent of fifty thousand layers, each of which the judge computes by itself.
Must: the judge does no more work for an answer than its deadline allows.
Exercise: lesson_07_deep_q_agent/agent
Seconds: 5
"""

import numpy as np


class DeepQAgent:
    def __init__(self, hparams, seed):
        self.q_network = self.target_network = self

    def state_dict(self):
        narrow = [
            part for _ in range(50_000) for part in (np.eye(4, dtype=np.float32), np.zeros(4, np.float32))
        ]
        arrays = [*narrow, np.ones((2, 4), np.float32), np.array([1, 0], np.float32)]
        return {str(number): array for number, array in enumerate(arrays)}

    def load_state_dict(self, weights):
        pass

    def act(self, observations, epsilon=0.0):
        return np.zeros(len(observations) + 1, np.int64)
