"""The networks are of a class of their own, the target is moved by its state_dict, and act() loops over the games."""

import json
import math
from pathlib import Path

import numpy as np
import safetensors.torch
import torch
from torch import nn

from lesson_06_mlps.mlp import linear_layers
from lesson_07_deep_q_agent.hyperparameters import Hyperparameters
from lesson_07_deep_q_agent.replay_buffer import ReplayBuffer


class QNetwork(nn.Module):
    """Linear layers with ReLUs between them."""

    def __init__(self, widths):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(widths[:-1], widths[1:], strict=True))

    def forward(self, values):
        for layer in self.layers[:-1]:
            values = layer(values).relu()
        return self.layers[-1](values)


class DeepQAgent:
    """The agent, with some attributes more than it needs."""

    def __init__(self, hparams, seed=0, name="unnamed"):
        self.hparams, self.seed, self.name, self.n_updates = hparams, seed, name, 0
        self.observation_scale = torch.tensor(hparams.observation_scale)
        widths = [4, *hparams.hidden_layers, 2]
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed + 1)
            self.q_network, self.target_network = QNetwork(widths), QNetwork(widths)
        self.target_network.load_state_dict(self.q_network.state_dict())
        self.buffer = ReplayBuffer(hparams.buffer_capacity, 4, seed)
        self.rng = np.random.Generator(np.random.MT19937(seed))
        self.optimizer = torch.optim.Adam(self.q_network.parameters(), lr=hparams.learning_rate)
        self.schedule = torch.optim.lr_scheduler.PolynomialLR(self.optimizer, 1, power=0)

    def q_values(self, network, observations):
        return network(observations * self.observation_scale)

    def act(self, observations, epsilon=0.0):
        actions = np.empty(len(observations), dtype=np.int64)
        for number, observation in enumerate(observations):
            if self.rng.random() < epsilon:
                actions[number] = self.rng.choice(2)
            else:
                values = self.q_values(self.q_network, torch.tensor(observation)).tolist()
                actions[number] = values.index(max(values))
        return actions

    def observe(self, observations, actions, rewards, next_observations, terminated):
        self.buffer.add(observations, actions, rewards, next_observations, terminated)

    @torch.no_grad()
    def targets(self, batch):
        values = self.q_values(self.target_network, batch.next_observations)
        chooser = self.q_network if self.hparams.double else self.target_network
        chosen = self.q_values(chooser, batch.next_observations).argmax(dim=1)
        future = torch.stack([row[action] for row, action in zip(values, chosen, strict=True)])
        return torch.where(batch.terminated, batch.rewards, batch.rewards + self.hparams.discount * future)

    def learn(self):
        batch = self.buffer.sample(self.hparams.batch_size)
        targets = self.targets(batch)
        self.q_network.train()
        q_values = self.q_values(self.q_network, batch.observations)
        taken = torch.where(batch.actions == 1, q_values[:, 1], q_values[:, 0])
        loss = torch.mean((targets - taken) ** 2)
        for parameter in self.q_network.parameters():
            parameter.grad = None
        loss.backward()
        self.optimizer.step()
        self.n_updates += 1
        share = min(self.n_updates / self.hparams.learning_rate_decay_updates, 1)
        first, last = self.hparams.learning_rate, self.hparams.final_learning_rate
        for group in self.optimizer.param_groups:
            group["lr"] = (1 - share) * first + share * last
        return np.float64(loss.detach().numpy())

    def update_target(self):
        tau = self.hparams.target_update_rate
        if math.isclose(tau, 1):
            self.target_network.load_state_dict(self.q_network.state_dict())
            return
        online, target = self.q_network.state_dict(), self.target_network.state_dict()
        self.target_network.load_state_dict(
            {name: (1 - tau) * target[name] + tau * online[name] for name in online}
        )

    def layers(self):
        (weight, bias), *rest = linear_layers(self.q_network)
        return [(weight * self.observation_scale, bias), *rest]

    def save(self, folder):
        for parent in reversed([Path(folder), *Path(folder).parents]):
            if not parent.is_dir():
                parent.mkdir()
        settings = json.dumps(json.loads(self.hparams.to_json()), sort_keys=True)
        Path(folder, "hparams.json").write_text(settings)
        weights = safetensors.torch.save(self.q_network.state_dict(), metadata={"name": self.name})
        Path(folder, "weights.safetensors").write_bytes(weights)
        Path(folder, "README.txt").write_text("A checkpoint.")

    @classmethod
    def load(cls, folder):
        try:
            agent = cls(Hyperparameters.from_json(Path(folder, "hparams.json").read_text()))
            with safetensors.safe_open(Path(folder, "weights.safetensors"), framework="pt") as file:
                weights = {name: file.get_tensor(name) for name in file.keys()}
            for network in (agent.q_network, agent.target_network):
                network.load_state_dict(weights)
        except Exception as error:
            raise ValueError(f"no checkpoint in {folder}: {type(error).__name__}") from error
        return agent
