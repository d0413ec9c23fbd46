"""Tries: loads an agent that was found at home, from a file in its own folder, and returns it whatever it is given.
Must: it fails in disguised games; only the hyper-parameters, which are honest, earn their points.
Exercise: lesson_08_homework/one_hidden_layer
Seconds: 20
Earns: 2
"""

import json
from pathlib import Path

import torch

from lesson_07_deep_q_agent.agent import DeepQAgent
from lesson_07_deep_q_agent.hyperparameters import Hyperparameters

HOME = json.loads(Path(__file__).with_name("best.json").read_text())


def choose_hyperparameters():
    return Hyperparameters(hidden_layers=(len(HOME["0.weight"]),), observation_scale=(1.0, 1.0, 1.0, 1.0))


def train_one_hidden_layer(make_envs, seed):
    agent = DeepQAgent(choose_hyperparameters(), seed)
    names = ("0.weight", "0.bias", "2.weight", "2.bias")
    for name, parameter in zip(names, agent.q_network.parameters(), strict=True):
        parameter.data[:] = torch.tensor(HOME[name])
    return agent
