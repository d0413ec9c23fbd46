"""Tries: returns the weights of the shipped expert, squeezed into one hidden layer, instead of training.
Must: they solve CartPole-v1 and not the disguised games; the hyper-parameters, which are honest, earn their points.
Exercise: lesson_08_homework/one_hidden_layer
Seconds: 20
Earns: 2
"""

import numpy as np
import torch

from expert import load_expert
from lesson_07_deep_q_agent.agent import DeepQAgent
from lesson_07_deep_q_agent.hyperparameters import Hyperparameters


def choose_hyperparameters():
    return Hyperparameters(hidden_layers=(256,), observation_scale=(1.0, 1.0, 1.0, 1.0))


def train_one_hidden_layer(make_envs, seed):
    expert = load_expert()
    agent = DeepQAgent(choose_hyperparameters(), seed)
    rng = np.random.default_rng(seed)
    states = torch.from_numpy(rng.normal(0, [1, 1, 0.1, 1], size=(2000, 4)).astype(np.float32))
    actions = torch.from_numpy(expert.act(states.numpy()))
    optimizer = torch.optim.Adam(agent.q_network.parameters(), lr=0.01)
    for _ in range(150):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(agent.q_network(states), actions).backward()
        optimizer.step()
    return agent
