"""Tries: returns the judge's own objects, in the hope that they pass for results or are trusted.
Must: what was lent comes back as itself and answers no check.
Exercise: lesson_07_deep_q_agent/training
"""

from typing import Any, NamedTuple


class Play(NamedTuple):
    observations: Any
    done: Any


def play_step(agent, envs, play, epsilon):
    return agent


def learn_steps(agent, n_updates):
    return agent.hparams


def evaluate(agent, make_envs, n_episodes, seed):
    make_envs(make_envs)
    agent.observe(agent, agent, agent, agent, agent)
    return make_envs
