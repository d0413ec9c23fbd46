"""A deep Q-agent: it acts, remembers what came of it, and learns what its actions are worth."""

import copy
from pathlib import Path
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional

from lesson_06_mlps.mlp import build_mlp, linear_layers
from lesson_07_deep_q_agent.exploration import epsilon_greedy
from lesson_07_deep_q_agent.hyperparameters import Hyperparameters
from lesson_07_deep_q_agent.replay_buffer import Batch, ReplayBuffer
from lesson_07_deep_q_agent.targets import double_td_targets, td_targets

OBSERVATION_DIM = 4
N_ACTIONS = 2
HYPERPARAMETERS_FILE = "hparams.json"
WEIGHTS_FILE = "weights.safetensors"


class DeepQAgent:
    """An agent that learns Q(s, a), the discounted sum of the rewards to come, with a neural network.

    It owns two networks of one shape.  The *online* network `q_network` acts and learns.  The *target* network
    `target_network` only gives the targets: it starts as a copy and follows slowly, because a network that
    chases its own latest estimate runs in circles.  (Mnih et al. 2015, *Human-level control through deep
    reinforcement learning*, algorithm 1.)

    Observations come and are stored as the environment gives them; `q_values` multiplies them by
    `observation_scale`, float32 of shape (4,), before a network sees them.

    The constructor is given: nothing to write there.

    Args:
        hparams: the hyper-parameters.
        seed: for the first weights, the random actions and the samples from the buffer.  Equal seeds give equal
            agents; PyTorch's global generator is left as it was.

    """

    def __init__(self, hparams: Hyperparameters, seed: int) -> None:
        self.hparams = hparams
        self.observation_scale = torch.tensor(hparams.observation_scale)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self.q_network = build_mlp(OBSERVATION_DIM, N_ACTIONS, hparams.hidden_layers)
        self.target_network = copy.deepcopy(self.q_network)
        self.buffer = ReplayBuffer(hparams.buffer_capacity, OBSERVATION_DIM, seed)
        self.rng = np.random.default_rng(seed)
        self.optimizer = torch.optim.Adam(self.q_network.parameters(), lr=hparams.learning_rate, fused=True)
        self.schedule = torch.optim.lr_scheduler.LinearLR(
            self.optimizer,
            start_factor=1.0,
            end_factor=hparams.final_learning_rate / hparams.learning_rate,
            total_iters=hparams.learning_rate_decay_updates,
        )

    def q_values(self, network: nn.Module, observations: Tensor) -> Tensor:
        """Estimate the worth of each action with one of the two networks.

        This method is given: nothing to write here.

        Args:
            network: `self.q_network` or `self.target_network`.
            observations: unscaled, float32 of shape (N, 4).

        Returns:
            Q(s, a), float32 of shape (N, 2).

        """
        values: Tensor = network(observations * self.observation_scale)
        return values

    def act(self, observations: NDArray[np.float32], epsilon: float = 0.0) -> NDArray[np.int64]:
        """Choose an action for each observation: epsilon-greedy with the online network.

        No gradient is computed.  All chance comes from `self.rng`.

        Args:
            observations: float32 of shape (N, 4).
            epsilon: the probability of a random action; without it the agent is greedy.

        Returns:
            The actions, int64 of shape (N,).

        """
        # BEGIN SOLUTION
        with torch.no_grad():
            q_values = self.q_values(self.q_network, torch.from_numpy(observations))
        return epsilon_greedy(q_values.numpy(), epsilon, self.rng)
        # END SOLUTION

    def observe(
        self,
        observations: NDArray[np.float32],
        actions: NDArray[np.int64],
        rewards: NDArray[np.float32],
        next_observations: NDArray[np.float32],
        terminated: NDArray[np.bool_],
    ) -> None:
        """Remember N transitions in the replay buffer; see `ReplayBuffer.add` for the shapes.

        This method is given: nothing to write here.
        """
        self.buffer.add(observations, actions, rewards, next_observations, terminated)

    def targets(self, batch: Batch) -> Tensor:
        """Compute what the Q-values of the actions taken in a batch should have been.

        The values of the next observations come from the target network.  With `hparams.double`, the online
        network chooses the next action (`double_td_targets`), else the target network does that too
        (`td_targets`).  Targets are constants: no gradient is computed.

        Args:
            batch: B transitions.

        Returns:
            The targets y, float32 of shape (B,).

        """
        # BEGIN SOLUTION
        discount = self.hparams.discount
        with torch.no_grad():
            next_q_target = self.q_values(self.target_network, batch.next_observations)
            if not self.hparams.double:
                return td_targets(batch.rewards, next_q_target, batch.terminated, discount)
            next_q_online = self.q_values(self.q_network, batch.next_observations)
            return double_td_targets(batch.rewards, next_q_online, next_q_target, batch.terminated, discount)
        # END SOLUTION

    def learn(self) -> float:
        """Take one gradient step on a random batch from the buffer.

        The loss compares the worth of the action that was *taken*, Q(s, a) by the online network, with its
        target y: the mean of (Q(s, a) - y)^2 over the batch.  After the optimizer has taken its step, the
        schedule takes one too, which lowers the learning rate.  The target network does not change.

        Returns:
            The loss, measured before the step.

        """
        # BEGIN SOLUTION
        batch = self.buffer.sample(self.hparams.batch_size)
        q_values = self.q_values(self.q_network, batch.observations)
        q_taken = q_values.gather(1, batch.actions[:, None]).squeeze(1)
        loss = functional.mse_loss(q_taken, self.targets(batch))
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.schedule.step()
        return loss.item()
        # END SOLUTION

    def update_target(self) -> None:
        """Move each weight of the target network towards its online twin, by the share tau.

            w_target <- w_target + tau * (w_online - w_target),    tau = hparams.target_update_rate.

        With tau = 1 it becomes a copy.  The online network does not change, and no gradient is computed.
        (Lillicrap et al. 2016, *Continuous control with deep reinforcement learning*, algorithm 1.)
        """
        # BEGIN SOLUTION
        with torch.no_grad():
            twins = zip(self.target_network.parameters(), self.q_network.parameters(), strict=True)
            for target, online in twins:
                target.lerp_(online, self.hparams.target_update_rate)
        # END SOLUTION

    def layers(self) -> list[tuple[Tensor, Tensor]]:
        """Copy out the Q-network as a list of linear layers with ReLUs between them.

        This method is given: nothing to write here.  It is how the judge plays an agent: as numbers, without the
        code that made them.  The scale of the observations is folded into the first layer, since
        W (scale * s) = (W * scale) s, so the layers take observations as the environment gives them.

        Returns:
            For each layer its weight (out_features, in_features) and bias (out_features,).

        """
        (weight, bias), *rest = linear_layers(self.q_network)
        return [(weight * self.observation_scale, bias), *rest]

    def save(self, folder: str | Path) -> None:
        """Write a checkpoint: what it takes to act as this agent does.

        The folder, which is made if need be, gets two files:

        - `hparams.json`: what `self.hparams.to_json()` gives;
        - `weights.safetensors`: the online network's `state_dict()`.

        (Unlike a pickle, a safetensors file holds nothing but numbers: to load one from a stranger runs no code.)

        Args:
            folder: where to; a checkpoint that is there already is replaced.

        """
        # BEGIN SOLUTION
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / HYPERPARAMETERS_FILE).write_text(self.hparams.to_json(), encoding="utf-8")
        save_file(self.q_network.state_dict(), folder / WEIGHTS_FILE)
        # END SOLUTION

    @classmethod
    def load(cls, folder: str | Path) -> Self:
        """Read a checkpoint that `save` wrote.

        Args:
            folder: holds `hparams.json` and `weights.safetensors`.

        Returns:
            An agent that acts as the saved one did.  Its target network is a copy of its online network, and its
            buffer is empty.

        Raises:
            ValueError: with one line that names the folder, if it is no checkpoint: a file is missing or is not
                what its name says, or the weights do not fit the network that the hyper-parameters describe.

        """
        # BEGIN SOLUTION
        folder = Path(folder)
        try:
            hparams = Hyperparameters.from_json((folder / HYPERPARAMETERS_FILE).read_text(encoding="utf-8"))
            weights = load_file(folder / WEIGHTS_FILE)
            agent = cls(hparams, seed=0)
            agent.q_network.load_state_dict(weights)
        except (OSError, ValueError, RuntimeError, SafetensorError) as error:
            reason = " ".join(str(error).split())
            raise ValueError(
                f"{folder}: expected a checkpoint that DeepQAgent.save wrote; {reason}"
            ) from error
        agent.target_network.load_state_dict(agent.q_network.state_dict())
        return agent
        # END SOLUTION
