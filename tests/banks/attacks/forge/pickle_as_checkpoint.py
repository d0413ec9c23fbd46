"""Tries: writes checkpoints whose weights are a pickle that runs a command and whose hyper-parameters are code.
Must: whoever loads them, loads them in the worker; an agent that knows nothing earns nothing.
Exercise: lesson_07_deep_q_agent/agent
"""

import os
import pickle
from pathlib import Path

import numpy as np


class Weights:
    """Runs a command in whoever loads it."""

    def __reduce__(self):
        return os.system, ("touch /tmp/course-attack-left-by-weights",)


class Network:
    state_dict = load_state_dict = lambda *_: {"weight": np.zeros((2, 4)), "bias": np.zeros(2)}


class DeepQAgent:
    def __init__(self, hparams, seed):
        self.hparams = hparams
        self.q_network = self.target_network = Network()

    def act(self, observations, epsilon=0.0):
        return Weights()

    def layers(self):
        return [Weights()]

    def save(self, folder):
        Path(folder).mkdir(parents=True, exist_ok=True)
        Path(folder, "weights.safetensors").write_bytes(pickle.dumps(Weights()))
        Path(folder, "hparams.json").write_text(
            "__import__('os').system('touch /tmp/course-attack-left-by-json')"
        )

    @classmethod
    def load(cls, folder):
        return pickle.loads(Path(folder, "weights.safetensors").read_bytes())
