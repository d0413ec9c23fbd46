"""proto"""

import copy
import numpy as np, torch
from torch import nn
from torch.nn import functional
from lesson_06_mlps.mlp import build_mlp, linear_layers
from lesson_07_deep_q_agent.exploration import epsilon_greedy
from lesson_07_deep_q_agent.replay_buffer import ReplayBuffer
from lesson_07_deep_q_agent.targets import double_td_targets, td_targets


class DeepQAgent:
    def __init__(self, hparams, seed):
        self.hparams = hparams
        self.observation_scale = torch.ones(4)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self.q_network = build_mlp(4, 2, hparams.hidden_layers)
        self.target_network = copy.deepcopy(self.q_network).requires_grad_(False)
        self.buffer = ReplayBuffer(hparams.buffer_capacity, 4, seed)
        self.rng = np.random.default_rng(seed)
        self.optimizer = torch.optim.Adam(
            self.q_network.parameters(),
            lr=hparams.learning_rate,
            betas=(0.9, getattr(hparams, "beta2", 0.999)),
            fused=True,
        )
        self.schedule = torch.optim.lr_scheduler.LinearLR(
            self.optimizer,
            1.0,
            hparams.final_learning_rate / hparams.learning_rate,
            hparams.learning_rate_decay_updates,
        )
        self.loss = functional.smooth_l1_loss if getattr(hparams, "huber", True) else functional.mse_loss

    @torch.no_grad()
    def act(self, observations, epsilon=0.0):
        q = self.q_network(torch.from_numpy(observations) * self.observation_scale).numpy()
        return epsilon_greedy(q, epsilon, self.rng)

    def observe(self, *a):
        self.buffer.add(*a)

    def learn(self):
        batch = self.buffer.sample(self.hparams.batch_size)
        nxt = batch.next_observations * self.observation_scale
        with torch.no_grad():
            nq = self.target_network(nxt)
            if self.hparams.double:
                t = double_td_targets(
                    batch.rewards, self.q_network(nxt), nq, batch.terminated, self.hparams.discount
                )
            else:
                t = td_targets(batch.rewards, nq, batch.terminated, self.hparams.discount)
        q = (
            self.q_network(batch.observations * self.observation_scale)
            .gather(1, batch.actions[:, None])
            .squeeze(1)
        )
        loss = self.loss(q, t)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.schedule.step()
        return loss.item()

    @torch.no_grad()
    def update_target(self):
        for t, o in zip(self.target_network.parameters(), self.q_network.parameters(), strict=True):
            t.lerp_(o, self.hparams.target_update_rate)

    def layers(self):
        (w, b), *rest = linear_layers(self.q_network)
        return [(w * self.observation_scale, b), *rest]
