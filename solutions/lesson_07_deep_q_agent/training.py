"""Let an agent play and learn, evaluate it now and then, and keep its best weights."""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import gymnasium as gym
import numpy as np
from gymnasium.vector import VectorEnv
from numpy.typing import NDArray
from torch import Tensor

from lesson_06_mlps.training import ScalarWriter
from lesson_07_deep_q_agent.agent import DeepQAgent
from lesson_07_deep_q_agent.exploration import linear_epsilon
from lesson_07_deep_q_agent.hyperparameters import Hyperparameters

Envs = VectorEnv[NDArray[np.float32], NDArray[np.int64], Any]
"""Several games that are played in parallel: they take an action each, and give an observation each."""

MakeEnvs = Callable[[int], Envs]
"""Makes that many parallel games."""

EVALUATION_INTERVAL = 50
"""Steps of all games between two evaluations."""

EVALUATION_EPISODES = (32, 1_000, 2_000, 2_000)
"""Greedy episodes in an evaluation; those after the first only follow if all before were perfect.

A policy that fails once in a thousand episodes passes a thousand more often than one time in three.
"""

PERFECT_RETURN = 500.0
"""CartPole's time limit: one reward for each step that the pole stands."""


def make_cartpole(n_envs: int) -> Envs:
    """Make that many CartPoles, all moved by the same few array operations.

    This function is given: nothing to write here.
    """
    return gym.make_vec("CartPole-v1", num_envs=n_envs, vectorization_mode="vector_entry_point")


class Play(NamedTuple):
    """Where N games stand."""

    observations: NDArray[np.float32]
    """What the agent sees now; shape (N, 4)."""
    done: NDArray[np.bool_]
    """Which games ended in the step before: their next step will be a reset; shape (N,)."""


def play_step(agent: DeepQAgent, envs: Envs, play: Play, epsilon: float) -> Play:
    """Let the agent act once in all games, and observe the transitions.

    A game is over when it is terminated (the pole fell) *or* truncated (time is up).  The *next* step of the
    parallel games then resets it, whatever the action: that step leads from the last observation of one episode
    to the first of another, so it is no transition and must not be observed.  (Gymnasium calls it
    `AutoresetMode.NEXT_STEP`.)  And the agent has to know which transitions terminated: truncation is no end.

    Args:
        agent: acts epsilon-greedily, and observes all transitions of this step in one call.
        envs: the N games; they take one step.
        play: where they stand.
        epsilon: the probability of a random action.

    Returns:
        Where they stand then: the next observations, and which games are over.

    """
    # BEGIN SOLUTION
    actions = agent.act(play.observations, epsilon)
    next_observations, rewards, terminated, truncated, _ = envs.step(actions)
    going = ~play.done
    agent.observe(
        play.observations[going],
        actions[going],
        rewards[going],
        next_observations[going],
        terminated[going],
    )
    return Play(next_observations, terminated | truncated)
    # END SOLUTION


def learn_steps(agent: DeepQAgent, n_updates: int) -> float:
    """Take `hparams.updates_per_step` gradient steps, and update the target network when it is due.

    It is due after gradient step number `hparams.target_update_interval`, twice that, three times that and so
    on, counted over the whole training.

    Args:
        agent: its buffer is not empty.
        n_updates: how many gradient steps it has taken before.

    Returns:
        The mean loss of these steps.

    """
    # BEGIN SOLUTION
    losses = []
    for number in range(n_updates + 1, n_updates + 1 + agent.hparams.updates_per_step):
        losses.append(agent.learn())
        if number % agent.hparams.target_update_interval == 0:
            agent.update_target()
    return sum(losses) / len(losses)
    # END SOLUTION


def evaluate(agent: DeepQAgent, make_envs: MakeEnvs, n_episodes: int, seed: int) -> NDArray[np.float64]:
    """Play one greedy episode in each of N parallel games, and add up the rewards.

    The agent neither explores nor learns nor remembers anything.  A game that is over goes on with a new
    episode, of which no reward counts; the evaluation ends when every game was over once.

    Args:
        agent: plays.
        make_envs: makes the games; they are closed in the end.
        n_episodes: N.
        seed: for the first observations; equal seeds give equal returns.

    Returns:
        The return of each episode, the sum of its rewards without discount; float64 of shape (N,).

    """
    # BEGIN SOLUTION
    envs = make_envs(n_episodes)
    observations, _ = envs.reset(seed=seed)
    returns = np.zeros(n_episodes)
    running = np.ones(n_episodes, dtype=np.bool_)
    while running.any():
        observations, rewards, terminated, truncated, _ = envs.step(agent.act(observations))
        returns[running] += rewards[running]
        running &= ~(terminated | truncated)
    envs.close()
    return returns
    # END SOLUTION


@dataclass
class TrainingLog:
    """What happened in a training: one entry in each list for each evaluation, and how it ended."""

    n_steps: int = 0
    """Steps taken, those of all parallel games counted together."""
    steps: list[int] = field(default_factory=list)
    """How many of them had been taken at each evaluation."""
    mean_returns: list[float] = field(default_factory=list)
    """Mean return of the greedy episodes."""
    losses: list[float] = field(default_factory=list)
    """Loss of the latest gradient steps, before the evaluation."""
    n_updates: int = 0
    """Gradient steps taken."""
    best_step: int = 0
    """When the weights that the agent keeps were evaluated."""
    best_return: float = float("-inf")
    """Their mean return."""
    best_weights: dict[str, Tensor] = field(default_factory=dict)
    """The weights themselves."""
    solved: bool = False
    """Whether they reached the perfect return in every episode of `EVALUATION_EPISODES`."""
    restarts: int = 0
    """Attempts that were given up before this one; see `train_until_solved`."""


def measure_returns(agent: DeepQAgent, make_envs: MakeEnvs, seed: int) -> NDArray[np.float64]:
    """Play a few greedy episodes, and many more if those were perfect: a lucky few prove little.

    This function is given: nothing to write here.
    """
    for round_number, n_episodes in enumerate(EVALUATION_EPISODES):
        returns = evaluate(agent, make_envs, n_episodes, seed + round_number)
        if returns.min() < PERFECT_RETURN:
            break
    return returns


def train(
    agent: DeepQAgent,
    make_envs: MakeEnvs,
    seed: int,
    n_steps: int,
    writer: ScalarWriter | None = None,
    log: TrainingLog | None = None,
) -> TrainingLog:
    """Train an agent, stop as soon as it is perfect, and leave it with the best weights it ever had.

    This function is given: it puts your functions together.  Read it from top to bottom.

    The weights of the last step are rarely the best: the returns of a Q-learner go up and down, and a policy
    that is perfect at one evaluation is often not at the next.  So it is evaluated now and then, and the weights
    that did best are kept.

    Args:
        agent: is trained in place.
        make_envs: makes the parallel games, those to learn from and those to evaluate in.
        seed: for the games.
        n_steps: how many steps to take at most, those of all games counted together.
        writer: if given, `train/epsilon`, `train/loss` and `evaluation/mean_return` are logged at each
            evaluation, over the steps taken.
        log: if given, the training goes on where this one of the same agent was interrupted, in new episodes.

    Returns:
        What happened; `log` itself, if it was given.

    """
    hparams = agent.hparams
    log = log or TrainingLog(best_weights=copy.deepcopy(agent.q_network.state_dict()))
    seeds = np.random.default_rng(seed + log.n_steps)
    envs = make_envs(hparams.n_envs)
    observations, _ = envs.reset(seed=seed + log.n_steps)
    play = Play(observations, done=np.zeros(hparams.n_envs, dtype=np.bool_))

    for step in range(log.n_steps + hparams.n_envs, n_steps + 1, hparams.n_envs):
        log.n_steps = step
        epsilon = linear_epsilon(
            step, hparams.epsilon_start, hparams.epsilon_end, hparams.epsilon_decay_steps
        )
        play = play_step(agent, envs, play, epsilon)
        if len(agent.buffer) < hparams.learning_starts:
            continue
        loss = learn_steps(agent, log.n_updates)
        log.n_updates += hparams.updates_per_step

        due = step + hparams.n_envs > n_steps or (step // hparams.n_envs) % EVALUATION_INTERVAL == 0
        if not due:
            continue
        returns = measure_returns(agent, make_envs, seed=int(seeds.integers(2**31)))
        log.steps.append(step)
        log.mean_returns.append(float(returns.mean()))
        log.losses.append(loss)
        if writer is not None:
            writer.add_scalar("train/epsilon", epsilon, step)
            writer.add_scalar("train/loss", loss, step)
            writer.add_scalar("evaluation/mean_return", log.mean_returns[-1], step)
        if log.mean_returns[-1] > log.best_return:
            log.best_return, log.best_step = log.mean_returns[-1], step
            log.best_weights = copy.deepcopy(agent.q_network.state_dict())
        if returns.min() == PERFECT_RETURN:
            log.solved = True
            break

    envs.close()
    agent.q_network.load_state_dict(log.best_weights)
    return log


def train_until_solved(
    hparams: Hyperparameters, make_envs: MakeEnvs, seed: int, n_steps: int = 20_000, max_attempts: int = 20
) -> tuple[DeepQAgent, TrainingLog]:
    """Train new agents, one after the other, until one is perfect.

    This function is given: nothing to write here.  Whether deep Q-learning succeeds depends on the first weights
    and on chance.  An attempt that has gone wrong seldom recovers, so to start again is quicker than to wait;
    `restarts` in the log tells how often that was needed.  (Henderson et al. 2018, *Deep reinforcement learning
    that matters*: results vary with the seed.)

    Args:
        hparams: the same for all attempts.
        make_envs: makes the parallel games.
        seed: for everything; equal seeds give equal agents.
        n_steps: how many steps an attempt takes at most.
        max_attempts: how many attempts to make at most, at least 1.

    Returns:
        The agent that did best, and the log of its training; `solved` in it tells whether it is perfect.

    """
    if max_attempts < 1:
        raise ValueError(f"max_attempts: expected at least 1, got {max_attempts}")
    attempt_seeds = np.random.default_rng(seed).integers(2**31, size=max_attempts).tolist()
    attempts: list[tuple[DeepQAgent, TrainingLog]] = []
    for restarts, attempt_seed in enumerate(attempt_seeds):
        agent = DeepQAgent(hparams, attempt_seed)
        log = train(agent, make_envs, attempt_seed, n_steps)
        log.restarts = restarts
        attempts.append((agent, log))
        if log.solved:
            break
    return max(attempts, key=lambda attempt: attempt[1].best_return)
