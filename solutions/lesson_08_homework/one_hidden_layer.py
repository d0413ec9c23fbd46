"""Homework 2: an agent whose network has exactly one hidden layer and that solves CartPole completely."""

from lesson_07_deep_q_agent.agent import DeepQAgent
from lesson_07_deep_q_agent.hyperparameters import Hyperparameters
from lesson_07_deep_q_agent.training import MakeEnvs, train_until_solved


def choose_hyperparameters() -> Hyperparameters:
    """Choose the hyper-parameters of an agent with one hidden layer.

    `Hyperparameters()` has the good ones for two hidden layers; name those that you want otherwise, as in
    `Hyperparameters(hidden_layers=(16,), n_envs=8)`.

    Returns:
        Hyper-parameters with one entry in `hidden_layers`, its width.

    """
    # BEGIN SOLUTION
    return Hyperparameters(hidden_layers=(256,), learning_rate=8e-3, final_learning_rate=8e-4)
    # END SOLUTION


def train_one_hidden_layer(make_envs: MakeEnvs, seed: int) -> DeepQAgent:
    """Train an agent with exactly one hidden layer until it keeps the pole up in every episode.

    An attempt may fail, whatever the hyper-parameters: `train_until_solved` starts again with new weights.

    The judge plays the agent's `layers()` in 1,000 new episodes: full points if each reaches 500, some points from
    a mean of 475.  It does so three times, and the games that it gives differ from CartPole-v1 and from each other:
    gravity, the pole's length and the force by up to 15 %; an axis may be mirrored and the actions exchanged.  So
    learn from the games alone; `observation_scale` fits them all.  The judge waits two minutes for the three
    trainings; ten seconds are enough.

    Args:
        make_envs: makes the parallel games, see `make_cartpole`.
        seed: for everything.

    Returns:
        The trained agent.

    """
    # BEGIN SOLUTION
    agent, _ = train_until_solved(choose_hyperparameters(), make_envs, seed)
    return agent
    # END SOLUTION
