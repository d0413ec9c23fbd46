"""Tries: returns a controller written by hand, as the weights of an agent that never learnt anything.
Must: it fails in disguised games; only the hyper-parameters, which are honest, earn their points.
Exercise: lesson_08_homework/one_hidden_layer
Seconds: 20
Earns: 2
"""

import torch

from lesson_07_deep_q_agent.agent import DeepQAgent
from lesson_07_deep_q_agent.hyperparameters import Hyperparameters

PUSH_RIGHT = torch.tensor([0.1, 0.3, 5.0, 1.0])  # push where the pole leans, and a little away from the edge


def choose_hyperparameters():
    return Hyperparameters(hidden_layers=(2,), observation_scale=(1.0, 1.0, 1.0, 1.0))


def train_one_hidden_layer(make_envs, seed):
    agent = DeepQAgent(choose_hyperparameters(), seed)
    hidden, hidden_bias, output, output_bias = (parameter.data for parameter in agent.q_network.parameters())
    hidden[:] = torch.stack([-PUSH_RIGHT, PUSH_RIGHT])
    output[:] = torch.eye(2)
    hidden_bias[:], output_bias[:] = 0, 0
    return agent
