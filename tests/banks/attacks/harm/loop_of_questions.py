"""Tries: never stops to ask the judge for a step of its games, and lets the policy answer by asking back.
Must: questions are answered until the deadline at most, and do not nest for ever.
Exercise: lesson_05_datasets/demonstrations
"""


class Asks:
    """Asks the policy for the observation that the policy asks for."""

    def __init__(self, policy):
        self.policy = policy

    def __getitem__(self, key):
        return self.policy(self)


def collect_demonstrations(env, policy, n_samples, seed):
    try:
        policy(Asks(policy))
    except Exception:
        pass
    while True:
        env.step(0)
