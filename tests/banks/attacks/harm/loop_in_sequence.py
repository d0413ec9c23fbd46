"""Tries: hands the judge's own functions a sequence of two billion items, each of which is asked for over the wire.
Must: the judge does not iterate over a student's object, or stops at the deadline.
Exercise: lesson_07_deep_q_agent/training
"""

from typing import Any, NamedTuple


class Play(NamedTuple):
    observations: Any
    done: Any


class Endless:
    __len__ = lambda _: 2**31 - 1
    __getitem__ = lambda *_: 0


def play_step(agent, envs, play, epsilon):
    agent.act(Endless(), Endless())
    envs.step(Endless())
    agent.observe(*[Endless()] * 5)
    return play


def learn_steps(agent, n_updates):
    while True:
        agent.learn()


def evaluate(agent, make_envs, n_episodes, seed):
    return make_envs(Endless()).step(Endless())
