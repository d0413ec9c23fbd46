"""Shows an agent at work: in a window where there is a display, else as an animated picture."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import gymnasium as gym
import numpy as np
from PIL import Image

from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.inspection import load_agent
from autograder.submission import reference

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Frame = NDArray[np.uint8]
    Act = Callable[[NDArray[np.float32]], int]

ENVIRONMENT = "CartPole-v1"
FRAMES_PER_SECOND = 50
"""CartPole's steps last 0.02 seconds."""

_EVERY = 2  # browsers show pictures that change more often than that too slowly
_WIDTH = 300
_COLOURS = 32


def has_display() -> bool:
    """Whether a window can be opened here."""
    return sys.platform in {"win32", "darwin"} or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def load_policy(folder: Path | None) -> Act:
    """Load the policy that `DeepQAgent.save` wrote into `folder`, or the course's expert if it is None.

    The weights are played by the course's own code. Raises CourseError if `folder` holds no agent.
    """
    if folder is None:
        expert: Act = reference(load_catalog())["expert"].load_expert()
        return expert
    if not folder.is_dir():
        raise CourseError(f"there is no folder '{folder}'; name one that DeepQAgent.save wrote")
    agent = load_agent(folder)
    return lambda observation: int(agent.act(observation[np.newaxis])[0])


def play_episode(act: Act, seed: int, render_mode: str) -> tuple[float, list[Frame]]:
    """Play one episode of CartPole; return the sum of its rewards, and its frames where `render_mode` gives any.

    Frames are uint8 of shape (height, width, 3), one for each state.
    """
    if render_mode != "human":
        os.environ.setdefault("SDL_VIDEODRIVER", "dummy")  # or it complains where there is no display
    env: gym.Env[Any, Any] = gym.make(ENVIRONMENT, render_mode=render_mode)
    try:
        observation, _ = env.reset(seed=seed)
        frames, total, going = [env.render()], 0.0, True
        while going:
            observation, reward, terminated, truncated, _ = env.step(act(observation))
            frames.append(env.render())
            total += float(reward)
            going = not (terminated or truncated)
    finally:
        env.close()
    return total, [np.asarray(frame, dtype=np.uint8) for frame in frames if frame is not None]


def write_animation(frames: Sequence[Frame], file: Path | BinaryIO) -> None:
    """Write frames as an animated GIF that plays as fast as the game, and stays on its last frame for a second."""
    pictures = [_small(frame) for frame in frames[::_EVERY]]
    duration = 1000 * _EVERY // FRAMES_PER_SECOND
    durations = [duration] * (len(pictures) - 1) + [1000]
    if isinstance(file, Path):
        file.parent.mkdir(parents=True, exist_ok=True)
    pictures[0].save(file, "GIF", save_all=True, append_images=pictures[1:], duration=durations, loop=0)


def _small(frame: Frame) -> Image.Image:
    height, width, _ = frame.shape
    picture = Image.fromarray(frame).resize((_WIDTH, height * _WIDTH // width))
    return picture.quantize(_COLOURS)
