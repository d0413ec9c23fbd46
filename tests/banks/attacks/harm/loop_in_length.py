"""Tries: makes a buffer whose length takes for ever.
Must: the worker is killed at its deadline.
Exercise: lesson_07_deep_q_agent/replay_buffer
"""


class ReplayBuffer:
    def __init__(self, capacity, observation_dim, seed):
        pass

    def __len__(self):
        while True:
            pass
