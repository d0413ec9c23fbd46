"""The expert's network and its weights, played with NumPy alone."""

import itertools
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

FOLDER = Path(__file__).parent
WEIGHTS = "weights.safetensors"
HYPERPARAMETERS = "hparams.json"

Layer = tuple[NDArray[np.float32], NDArray[np.float32]]
"""Weight (out, in) and bias (out,) of a linear layer."""


@dataclass(frozen=True)
class Expert:
    """A policy that takes the action with the largest estimated return: pi(s) = argmax_a Q(s, a).

    (Sutton & Barto, *Reinforcement Learning*, 2nd edition, section 3.6: a greedy policy.)  It has no
    randomness and no memory: the same observation always gives the same action.
    """

    layers: tuple[Layer, ...]
    """The linear layers of the Q-network, from input to output; a ReLU stands between each two."""

    def __call__(self, observation: NDArray[np.float32]) -> int:
        """Choose the action (0: push left, 1: push right) for one observation, float32 of shape (4,)."""
        return int(self.act(observation[np.newaxis])[0])

    def act(self, observations: NDArray[np.float32]) -> NDArray[np.int64]:
        """Choose the actions, int64 of shape (N,), for many observations at once, float32 of shape (N, 4)."""
        hidden = np.asarray(observations, dtype=np.float32)
        for weight, bias in self.layers[:-1]:
            hidden = np.maximum(hidden @ weight.T + bias, 0)
        weight, bias = self.layers[-1]
        actions: NDArray[np.int64] = np.argmax(hidden @ weight.T + bias, axis=1)
        return actions


def load_expert(folder: Path = FOLDER) -> Expert:
    """Load an expert's weights and hyper-parameters.

    Args:
        folder: holds `weights.safetensors`, with `weight_0`, `bias_0`, `weight_1` and so on, and
            `hparams.json`; by default the expert of the course.

    Returns:
        The expert.

    Raises:
        ValueError: if the folder holds no such files, or weights of the wrong shape.

    """
    try:
        hparams = json.loads((folder / HYPERPARAMETERS).read_text(encoding="utf-8"))
        arrays = load_file(folder / WEIGHTS)
        layers = tuple((arrays[f"weight_{i}"], arrays[f"bias_{i}"]) for i in range(len(arrays) // 2))
        widths = [4, *hparams["hidden_layers"], 2]
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise ValueError(f"{folder} holds no expert ({error}); restore it with git") from error
    expected = [((n_out, n_in), (n_out,)) for n_in, n_out in itertools.pairwise(widths)]
    got = [(weight.shape, bias.shape) for weight, bias in layers]
    if got != expected:
        raise ValueError(
            f"{folder / WEIGHTS}: expected layers of shapes {expected}, got {got}; restore it with git"
        )
    return Expert(layers)
