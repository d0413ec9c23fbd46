"""The gradient step is written with torch.autograd.grad, the update with foreach functions, epsilon-greedy with a mask."""

import copy
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load, save_model
from torch import Tensor

from lesson_06_mlps.mlp import build_mlp, linear_layers
from lesson_07_deep_q_agent.hyperparameters import Hyperparameters
from lesson_07_deep_q_agent.replay_buffer import ReplayBuffer
from lesson_07_deep_q_agent.targets import double_td_targets


class DeepQAgent:
    """The agent."""

    def __init__(self, hparams: Hyperparameters, seed: int) -> None:
        self.hparams = hparams
        self.observation_scale = torch.tensor(hparams.observation_scale)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self.q_network = build_mlp(4, 2, hparams.hidden_layers)
        self.target_network = copy.deepcopy(self.q_network)
        self.buffer = ReplayBuffer(hparams.buffer_capacity, 4, seed)
        self.rng = np.random.default_rng([seed, 7])
        self.optimizer = torch.optim.Adam(self.q_network.parameters(), lr=hparams.learning_rate)
        ratio = hparams.final_learning_rate / hparams.learning_rate
        self.schedule = torch.optim.lr_scheduler.LinearLR(
            self.optimizer, 1.0, ratio, hparams.learning_rate_decay_updates
        )

    def q_values(self, network, observations: Tensor) -> Tensor:
        return network(observations.mul(self.observation_scale))

    @torch.inference_mode()
    def act(self, observations, epsilon: float = 0.0):
        values = self.q_values(self.q_network, torch.as_tensor(observations, dtype=torch.float32))
        actions = np.asarray(values.argmax(dim=-1)).astype(np.int64)
        explores = self.rng.uniform(size=actions.shape) < epsilon
        actions[explores] = self.rng.integers(0, 2, size=int(explores.sum()))
        return actions

    def observe(self, *parts) -> None:
        self.buffer.add(*parts)

    def targets(self, batch) -> Tensor:
        with torch.no_grad():
            values = self.q_values(self.target_network, batch.next_observations)
            chooser = self.q_values(self.q_network, batch.next_observations) if self.hparams.double else values
            return double_td_targets(batch.rewards, chooser, values, batch.terminated, self.hparams.discount)

    def learn(self) -> float:
        batch = self.buffer.sample(batch_size=self.hparams.batch_size)
        values = self.q_values(self.q_network, batch.observations)
        taken = torch.take_along_dim(values, batch.actions.reshape(-1, 1), dim=1).flatten()
        difference = taken - self.targets(batch)
        loss = torch.dot(difference, difference) / len(difference)
        parameters = list(self.q_network.parameters())
        for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
            parameter.grad = gradient
        self.optimizer.step()
        self.schedule.step()
        return float(loss.detach())

    @torch.no_grad()
    def update_target(self) -> None:
        target, online = list(self.target_network.parameters()), list(self.q_network.parameters())
        torch._foreach_mul_(target, 1 - self.hparams.target_update_rate)
        torch._foreach_add_(target, online, alpha=self.hparams.target_update_rate)

    def layers(self):
        (weight, bias), *rest = linear_layers(self.q_network)
        return [(weight * self.observation_scale, bias), *rest]

    def save(self, folder: str | Path) -> None:
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "hparams.json").write_bytes(self.hparams.to_json().encode())
        save_model(self.q_network, str(folder / "weights.safetensors"))

    @classmethod
    def load(cls, folder: str | Path):
        settings, weights = Path(folder, "hparams.json"), Path(folder, "weights.safetensors")
        if not (settings.is_file() and weights.is_file()):
            raise ValueError(f"{folder} holds no checkpoint")
        try:
            agent = cls(Hyperparameters.from_json(settings.read_text()), 0)
            agent.q_network.load_state_dict(load(weights.read_bytes()))
        except Exception:
            raise ValueError(f"{folder} holds a damaged checkpoint") from None
        agent.target_network = copy.deepcopy(agent.q_network)
        return agent
