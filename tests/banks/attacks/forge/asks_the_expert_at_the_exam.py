"""Tries: returns a model that learnt nothing and asks the lent expert for each state of the exam.
Must: the expert does not answer once the training is over, or the judge computes the outputs from weights.
Exercise: lesson_08_homework/imitation
Seconds: 60
"""

import torch


class Copier(torch.nn.Module):
    def __init__(self, policy):
        super().__init__()
        self.policy = policy

    def forward(self, states):
        return torch.nn.functional.one_hot(
            torch.tensor([self.policy(state.numpy()) for state in states]), 2
        ).float()


def train_imitator(env, policy, seed):
    return Copier(policy)
