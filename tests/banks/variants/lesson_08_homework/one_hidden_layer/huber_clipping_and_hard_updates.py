"""A subclass of the agent with Huber's loss, clipped gradients and hard target updates, in a loop of attempts of its own."""

import torch
from torch import nn
from torch.nn import functional

from lesson_07_deep_q_agent.agent import DeepQAgent
from lesson_07_deep_q_agent.hyperparameters import Hyperparameters
from lesson_07_deep_q_agent.training import train


class HuberAgent(DeepQAgent):
    """An agent that takes large errors lightly."""

    def learn(self):
        batch = self.buffer.sample(self.hparams.batch_size)
        q_values = self.q_values(self.q_network, batch.observations)
        taken = q_values[torch.arange(len(batch.actions)), batch.actions]
        loss = functional.huber_loss(taken, self.targets(batch), delta=2.0)
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.q_network.parameters(), 10.0)
        self.optimizer.step()
        self.schedule.step()
        return loss.item()


def choose_hyperparameters():
    return Hyperparameters(
        hidden_layers=(128,),
        learning_rate=8e-3,
        final_learning_rate=8e-4,
        target_update_interval=50,
        target_update_rate=1.0,
    )


def train_one_hidden_layer(make_envs, seed):
    best, best_return = None, -1.0
    for attempt in range(20):
        agent = HuberAgent(choose_hyperparameters(), seed + attempt)
        log = train(agent, make_envs, seed + attempt, n_steps=20_000)
        if log.best_return > best_return:
            best, best_return = agent, log.best_return
        if log.solved:
            break
    return best
