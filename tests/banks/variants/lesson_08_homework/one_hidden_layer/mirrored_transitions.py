"""Each transition is learnt from twice: the game's mirror image is as good, with the other action."""

from lesson_07_deep_q_agent.agent import DeepQAgent
from lesson_07_deep_q_agent.hyperparameters import Hyperparameters
from lesson_07_deep_q_agent.training import evaluate, train


class MirroringAgent(DeepQAgent):
    """An agent that knows that left and right are alike."""

    def observe(self, observations, actions, rewards, next_observations, terminated):
        super().observe(observations, actions, rewards, next_observations, terminated)
        super().observe(-observations, 1 - actions, rewards, -next_observations, terminated)


def choose_hyperparameters():
    return Hyperparameters(hidden_layers=(128,), n_envs=12, learning_rate=6e-3, final_learning_rate=6e-4)


def train_one_hidden_layer(make_envs, seed):
    attempts = []
    for attempt in range(20):
        agent = MirroringAgent(choose_hyperparameters(), seed + attempt)
        log = train(agent, make_envs, seed + attempt, n_steps=14_000)
        if log.solved and evaluate(agent, make_envs, 2_000, seed).min() == 500:
            return agent
        attempts.append((log.best_return, attempt, agent))
    return max(attempts)[-1]
