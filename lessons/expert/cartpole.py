"""Many CartPoles at once in NumPy: the physics of gymnasium's CartPole-v1, for the search only.

(Barto, Sutton, Anderson 1983: *Neuronlike adaptive elements that can solve difficult learning control problems*.)
"""

import numpy as np
from numpy.typing import NDArray

MAX_STEPS = 500
POSITION_LIMIT = 2.4
"""The episode is lost where the cart is further away than this from the middle, in m."""
ANGLE_LIMIT = 12 * 2 * np.pi / 360
"""The episode is lost where the pole leans more than this, in rad."""

FORCE = 10.0
GRAVITY = 9.8
POLE_MASS = 0.1
TOTAL_MASS = 1.1
HALF_LENGTH = 0.5
POLE_MASS_LENGTH = POLE_MASS * HALF_LENGTH
TIME_STEP = 0.02

States = NDArray[np.float64]
"""Positions, velocities, angles and angular velocities of N CartPoles, of shape (N, 4)."""


def fresh_states(rng: np.random.Generator, n: int) -> States:
    """Draw the states in which n episodes start."""
    return rng.uniform(-0.05, 0.05, (n, 4))


def step(states: States, actions: NDArray[np.int64]) -> tuple[States, NDArray[np.bool_]]:
    """Push each cart once; return the next states, and whether they are lost, of shape (N,)."""
    position, velocity, angle, rate = states.T
    force = np.where(actions == 1, FORCE, -FORCE)
    cos, sin = np.cos(angle), np.sin(angle)
    push = (force + POLE_MASS_LENGTH * rate * rate * sin) / TOTAL_MASS
    angle_acceleration = (GRAVITY * sin - cos * push) / (
        HALF_LENGTH * (4 / 3 - POLE_MASS * cos * cos / TOTAL_MASS)
    )
    acceleration = push - POLE_MASS_LENGTH * angle_acceleration * cos / TOTAL_MASS
    following = np.stack(
        [
            position + TIME_STEP * velocity,
            velocity + TIME_STEP * acceleration,
            angle + TIME_STEP * rate,
            rate + TIME_STEP * angle_acceleration,
        ],
        axis=1,
    )
    lost = (np.abs(following[:, 0]) > POSITION_LIMIT) | (np.abs(following[:, 2]) > ANGLE_LIMIT)
    return following, lost
