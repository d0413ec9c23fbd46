"""Tries: reads the checks' constants out of the globals, closures and dictionaries of the lent objects.
Must: nothing with an underscore, nothing of functions and methods, can be read.
Exercise: lesson_07_deep_q_agent/training
"""

import operator
from typing import Any, NamedTuple

import numpy as np


class Play(NamedTuple):
    observations: Any
    done: Any


PATHS = (
    "__globals__", "__func__.__globals__", "__self__.__dict__", "__init__.__globals__", "step.__func__.__globals__",
    "step.__globals__", "step.__self__", "__class__.__init__.__globals__", "__dict__", "__closure__", "__code__.co_consts",
    "act.__self__.__class__", "reset.__wrapped__", "hparams.__class__.__mro__", "hparams.__reduce__",
)  # fmt: skip


def rewards_of(*things):
    for thing in things:
        for path in PATHS:
            try:
                found = operator.attrgetter(path)(thing)
                found = found() if callable(found) else found
                return np.asarray(found["REWARDS"])
            except Exception:
                continue
    raise LookupError("REWARDS")


def evaluate(agent, make_envs, n_episodes, seed):
    rewards = rewards_of(make_envs, make_envs(n_episodes), agent)
    return np.array([rewards[:2, 0].sum(), rewards[:2, 1].sum(), rewards[:4, 2].sum()])


def play_step(agent, envs, play, epsilon):
    rewards_of(agent, envs, envs.step, agent.act)
    return play


def learn_steps(agent, n_updates):
    return float(rewards_of(agent, agent.hparams, agent.learn)[0, 0])
