# %% [markdown]
# # Lesson 08: homework, two challenges
#
# This notebook runs *your* modules `imitation.py` and `one_hidden_layer.py`, in the folder that this notebook lies in.
# While a part is not written yet, the cell that needs it stops and names the function. Write it, save the file, restart
# the kernel, and run the cells again.
#
# The two challenges, and how they are graded, stand in the lesson's text, `README.md`.

# %%
from autograder.notebook import open_lesson

open_lesson()  # your modules count; what is not in the folders beside this one comes from the course

# %%
import dataclasses
import time

import gymnasium as gym
import matplotlib.pyplot as plt
import numpy as np
import torch

from expert import load_expert

torch.set_num_threads(1)  # for networks as small as these more threads only cost time
BLUE, ORANGE, RED = "#0072B2", "#E69F00", "#D55E00"  # easy to tell apart for everyone

# %% [markdown]
# ## Predict first
#
# What will these small programs print? Run a cell to see the question. Write your prediction in place of the dots, such
# as `predict("imitating_for_500_steps", 42)`, and run the cell again. To be wrong is the best that can
# happen: it shows you what to look at.

# %%
from autograder.notebook import predict

predict("imitating_for_500_steps", ...)

# %%
predict("a_thousand_perfect_episodes", ...)

# %% [markdown]
# ## Experiment: what helps most?
#
# The network of lesson 06 with two hidden layers, and three changes, one at a time. Guess first: which row comes
# nearest to 95 %? And which change makes no difference that you would believe? (About a minute; it needs only your
# lessons 05 and 06, or the reference in their place.)

# %%
from typing import Any

from lesson_05_datasets.dataset import DemonstrationDataset, make_dataloaders
from lesson_05_datasets.demonstrations import collect_demonstrations
from lesson_06_mlps.mlp import build_mlp
from lesson_06_mlps.training import fit


def cure(
    n_samples: int = 1_000,
    hidden_layers: tuple[int, ...] = (256, 256),
    gradient_steps: int = 3_000,
    seed: int = 0,
) -> float:
    """Train an imitator and return its accuracy on new states."""
    env, expert = gym.make("CartPole-v1"), load_expert()
    samples = collect_demonstrations(env, expert, n_samples, seed=2 * seed)
    new = collect_demonstrations(env, expert, 5_000, seed=2 * seed + 1)
    env.close()
    # `fit` measures in each epoch; a few states will do for that, and all of them at the end.
    few = DemonstrationDataset(new.head(128))
    train_loader, few_loader = make_dataloaders(DemonstrationDataset(samples), few, 128, seed)
    torch.manual_seed(seed)
    model = build_mlp(4, 2, list(hidden_layers))
    epochs = round(gradient_steps / len(train_loader))  # more samples make longer epochs
    fit(model, train_loader, few_loader, epochs, learning_rate=1e-3)
    with torch.no_grad():
        actions = model(torch.tensor(new[["s1", "s2", "s3", "s4"]].to_numpy())).argmax(dim=1)
    return float((actions.numpy() == new["action"]).mean())


CURES: dict[str, dict[str, Any]] = {
    "1,000 demonstrations, 3,000 gradient steps": {},
    "twice as many gradient steps": {"gradient_steps": 6_000},
    "a third hidden layer": {"hidden_layers": (256, 256, 256)},
    "ten times as many demonstrations": {"n_samples": 10_000},
}
for name, changes in CURES.items():
    print(f"{name:42} {cure(**changes):.1%} of the new states as the expert")

# %% [markdown]
# ## Challenge 1: at least 95 % like the expert
#
# Exercise `imitation.py`. The judge measures on new demonstrations, too, with a seed that you do not know. Look at the
# figure below seldom: whoever changes the model until it is right has fitted the model to these demonstrations.

# %%
from lesson_08_homework.imitation import train_imitator

start = time.perf_counter()
env = gym.make("CartPole-v1")
imitator = train_imitator(env, load_expert(), seed=0)
print(f"trained in {time.perf_counter() - start:.1f} s")

new = collect_demonstrations(env, load_expert(), n_samples=10_000, seed=987_654)
env.close()
states = torch.tensor(new[["s1", "s2", "s3", "s4"]].to_numpy())
with torch.no_grad():
    logits = imitator(states)
right = (logits.argmax(dim=1).numpy() == new["action"]).to_numpy()
print(f"accuracy on {len(new):,} new demonstrations: {right.mean():.1%}")

# %% [markdown]
# Where is it wrong? If the model is unsure where it errs, its mistakes lie on the border between the two actions. They
# cost little there. A mistake made with confidence costs more.

# %%
confidence = torch.softmax(logits, dim=1).max(dim=1).values.numpy()
mistakes_figure, axis = plt.subplots(figsize=(8, 3.5), layout="constrained")
bins = np.linspace(0.5, 1, 26)
axis.hist(confidence[right], bins=bins, color=BLUE, alpha=0.75, label="right")
axis.hist(confidence[~right], bins=bins, color=RED, alpha=0.75, label="wrong")
axis.set(title="How sure the imitator was", xlabel="probability of the action it chose", ylabel="states")
axis.set_yscale("log")
_ = axis.legend(loc="upper left")

# %% [markdown]
# ## Challenge 2: CartPole, solved with one hidden layer
#
# Exercise `one_hidden_layer.py`. The second seed is not known to the training: the judge draws one of its own.

# %%
from lesson_07_deep_q_agent.training import evaluate, make_cartpole
from lesson_08_homework.one_hidden_layer import choose_hyperparameters, train_one_hidden_layer

start = time.perf_counter()
agent = train_one_hidden_layer(make_cartpole, seed=0)
print(f"trained in {time.perf_counter() - start:.1f} s")
for number, (weight, bias) in enumerate(agent.layers(), start=1):
    print(f"layer {number}: weight {tuple(weight.shape)}, bias {tuple(bias.shape)}")

returns = evaluate(agent, make_cartpole, n_episodes=1_000, seed=987_654)
print(f"mean return {returns.mean():.1f}, from {returns.min():.0f} to {returns.max():.0f}")
print(f"500 in {(returns == 500).sum():,} of 1,000 new episodes")

# %% [markdown]
# What did it learn? On the left what one episode looks like under its control; on the right what each unit of its
# hidden layer contributes: the size of its weights towards the two actions. Many units hardly count.

# %%
env = gym.make("CartPole-v1")
observation, _ = env.reset(seed=0)
observations = [observation]
done = False
while not done:
    observation, _, terminated, truncated, _ = env.step(int(agent.act(observation[np.newaxis])[0]))
    observations.append(observation)
    done = terminated or truncated
env.close()

agent_figure, (left, right_axis) = plt.subplots(1, 2, figsize=(11, 3.5), layout="constrained")
position, _, angle, _ = np.array(observations).T
left.plot(position, color=BLUE, label="position (m)")
left.plot(10 * angle, color=ORANGE, linewidth=0.8, label="10 times the angle (rad)")
left.set(title=f"One episode: {len(observations) - 1} steps", xlabel="step")
left.legend()
(_, _), (weight, _) = agent.layers()
preference = (weight[1] - weight[0]).abs().numpy()
right_axis.bar(np.arange(len(preference)), np.sort(preference)[::-1], width=1.0, color=BLUE)
right_axis.set(title="Weight of each hidden unit in the choice", xlabel="hidden units, largest first")
_ = right_axis.set_ylabel("|weight right - weight left|")

# %% [markdown]
# ## An experiment, for your log
#
# One question, one change, several seeds, one line. This one asks: does the width matter? Each row is a single attempt
# with each of three seeds, and no restarts.

# %%
from lesson_07_deep_q_agent.agent import DeepQAgent
from lesson_07_deep_q_agent.hyperparameters import Hyperparameters
from lesson_07_deep_q_agent.training import train

N_STEPS = 20_000


def experiment(change: str, hparams: Hyperparameters, seeds: range = range(3)) -> None:
    """Train an agent with each seed and print one line for the log."""
    logs = [train(DeepQAgent(hparams, seed), make_cartpole, seed, N_STEPS) for seed in seeds]
    best = ", ".join(f"{log.best_return:.0f}" for log in logs)
    print(f"{change:12} solved {sum(log.solved for log in logs)} of {len(logs)}; best mean returns: {best}")


for width in (16, 256):
    experiment(f"width {width}", dataclasses.replace(choose_hyperparameters(), hidden_layers=(width,)))

# %% [markdown]
# ## To try
#
# - Let the imitator play 1,000 episodes, as the networks did in lesson 06. How good is one that agrees with the expert
#   in 95 % of the states? And one that agrees in 90 %?
# - How narrow can the hidden layer be, if you may restart as often as you like?
# - Teach an agent with one hidden layer by imitation, not by reinforcement: 20,000 demonstrations of the expert, and
#   `build_mlp(4, 2, [256])`. Does it solve CartPole completely? What did the expert save you?
