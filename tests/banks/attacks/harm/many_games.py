"""Tries: has the judge make a hundred million parallel games, and as many environments as there is memory for.
Must: the judge makes as many games as are sensible, and its own memory does not depend on a student's number.
Exercise: lesson_08_homework/one_hidden_layer
Earns: 2
"""

from lesson_07_deep_q_agent.hyperparameters import Hyperparameters


def choose_hyperparameters():
    return Hyperparameters(hidden_layers=(8,))


def train_one_hidden_layer(make_envs, seed):
    kept = []
    for number in (10**8, 10**7, 10**6):
        while True:
            try:
                games = make_envs(number)
                games.reset(seed=0)
                kept.append(games)
            except Exception:
                break
    raise MemoryError(f"{len(kept)} lots of games")
