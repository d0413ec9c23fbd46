# %% [markdown]
# # Lesson 07: a deep Q-agent
#
# This notebook runs *your* modules `replay_buffer.py`, `exploration.py`, `targets.py`, `agent.py` and `training.py`, in
# the folder that this notebook lies in. While a part is not written yet, the cell that needs it stops and names the
# function. Write it, save the file, restart the kernel, and run the cells again.
#
# What each part is for stands in the lesson's text, `README.md`.

# %%
from autograder.notebook import open_lesson

open_lesson()  # your modules count; what is not in the folders beside this one comes from the course

# %%
import dataclasses
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import torch
from torch.utils.tensorboard import SummaryWriter

torch.set_num_threads(1)  # for networks as small as these more threads only cost time
BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"  # easy to tell apart for everyone

# %% [markdown]
# ## Predict first
#
# What will these small programs print? Run a cell to see the question. Write your prediction in place of the dots, such
# as `predict("three_targets", 42)`, and run the cell again. To be wrong is the best that can
# happen: it shows you what to look at.

# %%
from autograder.notebook import predict

predict("three_targets", ...)

# %%
predict("a_column_against_a_row", ...)

# %%
predict("epsilon_halfway", ...)

# %% [markdown]
# ## A ring of transitions
#
# Exercise `replay_buffer.py`. A buffer with room for eight transitions gets twelve, three at a time; each carries its
# number as its reward. Numbers 1 to 4 have to be gone, and the others have to come up about equally often.

# %%
from lesson_07_deep_q_agent.replay_buffer import ReplayBuffer

buffer = ReplayBuffer(capacity=8, observation_dim=4, seed=0)
for first in (1, 4, 7, 10):
    numbers = np.arange(first, first + 3)
    states = np.repeat(numbers[:, np.newaxis], 4, axis=1).astype(np.float32)
    buffer.add(states, numbers % 2, numbers.astype(np.float32), states + 1, numbers == 12)

drawn, counts = np.unique(buffer.sample(8_000).rewards.numpy(), return_counts=True)
buffer_figure, axis = plt.subplots(figsize=(7, 3), layout="constrained")
axis.bar(drawn, counts, color=BLUE)
axis.axhline(1_000, color=RED, linestyle="--", label="equally often")
axis.set(title="8,000 draws from a buffer of 8", xlabel="number of the transition", ylabel="times drawn")
axis.set(xlim=(0.3, 12.7), xticks=range(1, 13))
_ = axis.legend(loc="upper left")

# %% [markdown]
# ## From exploring to exploiting
#
# Exercise `exploration.py`. Epsilon falls in a straight line. With two actions the best one is taken with probability
# $1 - \varepsilon / 2$, because a random action is the best one in half of the cases. The points are drawn.

# %%
from lesson_07_deep_q_agent.exploration import epsilon_greedy, linear_epsilon

steps = np.arange(0, 4_001, 50)
epsilons = np.array([linear_epsilon(int(step), start=1.0, end=0.05, decay_steps=2_000) for step in steps])
q_values = np.tile(np.array([0.0, 1.0], dtype=np.float32), (1_000, 1))  # action 1 is the best one
rng = np.random.default_rng(0)
shares = [epsilon_greedy(q_values, epsilon, rng).mean() for epsilon in epsilons]

epsilon_figure, axis = plt.subplots(figsize=(7, 3), layout="constrained")
axis.plot(steps, epsilons, color=BLUE, label="epsilon")
axis.plot(steps, 1 - epsilons / 2, color=ORANGE, linestyle="--", label="1 - epsilon / 2")
axis.plot(steps, shares, ".", color=GREEN, label="share of the best action in 1,000")
axis.set(title="A linear schedule, and what it does", xlabel="step", ylabel="probability", ylim=(0, 1.05))
_ = axis.legend()

# %% [markdown]
# ## Ended, or just out of time?
#
# Exercise `targets.py`. Three transitions with the same reward and the same next Q-values. After the first the pole
# goes on standing, after the second it has fallen, after the third the time is up. Only the fall ends the future.

# %%
from lesson_07_deep_q_agent.targets import double_td_targets, td_targets

rewards = torch.ones(3)
next_q_target = torch.tensor([[90.0, 100.0]] * 3)  # the target network finds action 1 better ...
next_q_online = torch.tensor([[95.0, 92.0]] * 3)  # ... and the online network action 0
terminated = torch.tensor([False, True, False])  # running out of time is no termination
plain = td_targets(rewards, next_q_target, terminated, 0.99)
double = double_td_targets(rewards, next_q_online, next_q_target, terminated, 0.99)
for what, y, double_y in zip(("goes on", "has fallen", "time is up"), plain, double, strict=True):
    print(f"{what:10}  target {y:6.2f}   with Double DQN {double_y:6.2f}")

# %% [markdown]
# ## An agent that knows nothing
#
# Exercises `agent.py` and `training.py`. Before it has learnt anything its weights are random, and the pole falls soon.

# %%
from lesson_07_deep_q_agent.agent import DeepQAgent
from lesson_07_deep_q_agent.hyperparameters import BAD, GOOD
from lesson_07_deep_q_agent.training import evaluate, make_cartpole, train

returns = evaluate(DeepQAgent(GOOD, seed=0), make_cartpole, n_episodes=100, seed=1)
print(f"untrained: mean return {returns.mean():.1f}, from {returns.min():.0f} to {returns.max():.0f}")

# %% [markdown]
# ## Experiment 1: targets that move
#
# Three agents learn from the same transitions of random play. No new ones come in, so nothing changes but the targets.
# The agents differ in one thing: their target network never follows, follows slowly, or is copied after each gradient
# step, which is the same as having none.
#
# Guess before you run it (a few seconds): whose loss falls to nearly nothing? Whose targets grow, and how far? No state
# of CartPole is worth more than 100. Mind that both scales are logarithmic.


# %%
from lesson_07_deep_q_agent.training import Play, play_step


def follow_targets(rate: float, seed: int = 0) -> tuple[list[float], list[float]]:
    """Learn from random play; return the mean target and the loss after each of 1,000 gradient steps."""
    agent = DeepQAgent(dataclasses.replace(GOOD, target_update_rate=rate), seed)
    envs = make_cartpole(GOOD.n_envs)
    observations, _ = envs.reset(seed=seed)
    play = Play(observations, done=np.zeros(GOOD.n_envs, dtype=np.bool_))
    for _ in range(100):
        play = play_step(agent, envs, play, epsilon=1.0)
    envs.close()
    watched = agent.buffer.sample(512)  # always the same transitions: how do their targets move?
    mean_targets, losses = [], []
    for _ in range(1_000):
        losses.append(agent.learn())
        agent.update_target()
        mean_targets.append(agent.targets(watched).mean().item())
    return mean_targets, losses


moving_figure, (left, right) = plt.subplots(1, 2, figsize=(11, 3.5), layout="constrained")
FOLLOWING = {"never": (0.0, GREEN), "slowly": (GOOD.target_update_rate, BLUE), "at each step": (1.0, RED)}
for name, (rate, colour) in FOLLOWING.items():
    mean_targets, losses = follow_targets(rate)
    left.plot(mean_targets, color=colour, label=name)
    right.plot(losses, color=colour, linewidth=0.5, label=name)
    last_loss = np.mean(losses[-100:])
    print(f"{name:12}  mean target {mean_targets[-1]:10,.2f}   loss of the last 100 steps {last_loss:12,.3f}")
left.axhline(100, color="grey", linewidth=1, linestyle=":", label="no state is worth more")
left.set(title="Mean target of 512 transitions", xlabel="gradient steps", yscale="log")
right.set(title="Loss", xlabel="gradient steps", yscale="log")
left.legend()

# %% [markdown]
# ## Experiment 2: good and bad hyper-parameters, three seeds each
#
# With the good hyper-parameters and with the bad ones, three seeds each. Watch them while they learn: type
# `nox -s tensorboard` in a terminal and open the address that it prints, or put `%load_ext tensorboard` and
# `%tensorboard --logdir runs` into a cell of their own before this one.

# %%
N_STEPS, SEEDS = 20_000, range(3)
SETTINGS = {"GOOD": (GOOD, BLUE), "BAD": (BAD, RED)}
agents, logs = {}, {}
for name, (hparams, _) in SETTINGS.items():
    for seed in SEEDS:
        run = Path("runs") / f"{name}_seed_{seed}"
        shutil.rmtree(run, ignore_errors=True)  # TensorBoard would draw a second run on top of the first
        agent = DeepQAgent(hparams, seed)
        start = time.perf_counter()
        with SummaryWriter(run) as writer:
            log = train(agent, make_cartpole, seed, N_STEPS, writer)
        print(
            f"{name:4} seed {seed}: {time.perf_counter() - start:5.1f} s, {log.steps[-1]:7,} steps;"
            f" best mean return {log.best_return:5.1f} at step {log.best_step:7,}{', solved' * log.solved}"
        )
        agents[name, seed], logs[name, seed] = agent, log

# %% [markdown]
# Training stops as soon as an agent is perfect. Otherwise it goes on to the end, and keeps the weights of the best
# evaluation, the star.

# %%
curves_figure, (upper, lower) = plt.subplots(2, 1, figsize=(8, 6), sharex=True, layout="constrained")
for (name, seed), log in logs.items():
    colour = SETTINGS[name][1]
    steps = np.array(log.steps) / 1_000
    upper.plot(steps, log.mean_returns, "-o", color=colour, markersize=3, label=name if seed == 0 else None)
    upper.plot(log.best_step / 1_000, log.best_return, "*", color="black", markersize=11, zorder=3)
    lower.plot(steps, log.losses, "-o", color=colour, markersize=3)
upper.axhline(500, color="grey", linewidth=1, linestyle=":")
upper.set(title="Mean return of the greedy agents", ylabel="return", ylim=(0, 530))
lower.set(title="Loss", xlabel="thousand steps, all games together", ylabel="squared error", yscale="log")
_ = upper.legend()

# %% [markdown]
# Compare the two pictures. The loss tells little about how well an agent plays: the targets move while it learns, so a
# small loss may only mean that the agent agrees with itself.
#
# ## 1,000 new episodes
#
# The evaluations during the training *chose* the weights, so they flatter them. What counts are new episodes.

# %%
returns_figure, axis = plt.subplots(figsize=(8, 3.5), layout="constrained")
for name, (_, colour) in SETTINGS.items():
    returns = np.array([evaluate(agents[name, seed], make_cartpole, 1_000, seed=123_456) for seed in SEEDS])
    axis.hist(returns.ravel(), bins=np.linspace(0, 500, 51), color=colour, alpha=0.75, label=name)
    for seed, its in zip(SEEDS, returns, strict=True):
        print(
            f"{name:4} seed {seed}: mean return {its.mean():5.1f}, from {its.min():.0f} to {its.max():.0f};"
            f" 500 in {(its == 500).sum():5,} of {len(its):,} episodes"
        )
axis.set(
    title="Returns of the best weights, three agents each", xlabel="return", ylabel="episodes", yscale="log"
)
_ = axis.legend(loc="upper center")

# %% [markdown]
# ## Experiment 3: no target network, no memory
#
# Take something away, and see what it was good for. Without a target network: it is copied after each gradient step.
# Without a memory: an agent that remembers the latest 16 transitions only, one of each game. It learns from batches of
# 16, so compare it with an agent that has the same small batches and the whole memory: they differ in one thing.
#
# Three seeds each, so that you do not take luck for an effect; together about half a minute. Look at the mean of the
# learning curve, in which a solved agent counts as 500 from then on: it tells how soon an agent got good, and whether
# it stayed so. And look at the largest loss.

# %%
from lesson_07_deep_q_agent.training import EVALUATION_INTERVAL

WITHOUT: dict[str, dict[str, Any]] = {
    "GOOD": {},
    "no target network": {"target_update_rate": 1.0},
    "batches of 16": {"batch_size": 16},
    "batches of 16, no memory": {"batch_size": 16, "buffer_capacity": 16, "learning_starts": 16},
}
for name, changes in WITHOUT.items():
    for seed in SEEDS:
        log = train(DeepQAgent(dataclasses.replace(GOOD, **changes), seed), make_cartpole, seed, N_STEPS)
        left_out = (N_STEPS - log.n_steps) // (
            GOOD.n_envs * EVALUATION_INTERVAL
        )  # evaluations, once it was solved
        curve = log.mean_returns + [500.0] * left_out
        print(
            f"{name:24} seed {seed}: mean of the curve {np.mean(curve):5.1f},"
            f" largest loss {max(log.losses):8,.1f}{', solved' * log.solved}"
        )

# %% [markdown]
# ## Experiment 4: another machine
#
# Two processors add the same numbers in another order, and the last digit of a sum differs. Does that matter? Here
# another processor is imitated: the same agent with the same seed, but its first weights are larger by 0.00000012 of
# their size, the rounding error of a float32. Guess: are the curves alike to the end, or where do they part?

# %%
numbers = np.random.default_rng(0).normal(size=128).astype(np.float32)
print("the same numbers, added in two orders:", sum(numbers), sum(numbers[::-1]))

touched = DeepQAgent(GOOD, seed=0)
with torch.no_grad():
    for weight in touched.q_network.parameters():
        weight.mul_(1 + 1.2e-7)
touched_log = train(touched, make_cartpole, 0, N_STEPS)

rounding_figure, axis = plt.subplots(figsize=(8, 3), layout="constrained")
for name, log, style in (("seed 0", logs["GOOD", 0], "-o"), ("one rounding error apart", touched_log, "--o")):
    axis.plot(np.array(log.steps) / 1_000, log.mean_returns, style, markersize=4, label=name)
axis.set(title="The same seed twice", xlabel="thousand steps, all games together", ylabel="mean return")
axis.legend()

# %% [markdown]
# ## Look at what they learnt
#
# The larger of the two Q-values, while the cart stands still in the middle of its track, over the pole's angle and
# angular velocity. The black line is where both actions are worth the same: on one side of it the agent pushes left,
# on the other side right. With a discount of 0.99, a pole that never falls is worth $1 / (1 - 0.99) = 100$. Does the
# network know? Does it have to, in order to play well?

# %%
ANGLES = np.linspace(-0.2, 0.2, 120, dtype=np.float32)
RATES = np.linspace(-2.0, 2.0, 120, dtype=np.float32)
states = torch.tensor([(0, 0, angle, rate) for rate in RATES for angle in ANGLES])

values_figure, axes = plt.subplots(1, 2, figsize=(11, 4), sharey=True, layout="constrained")
best_seeds = {name: max(SEEDS, key=lambda seed: logs[name, seed].best_return) for name in SETTINGS}
for axis, (name, seed) in zip(axes, best_seeds.items(), strict=True):
    agent = agents[name, seed]
    with torch.no_grad():
        q_values = agent.q_values(agent.q_network, states)
    best = q_values.max(dim=1).values.reshape(len(RATES), len(ANGLES))
    advantage = (q_values[:, 1] - q_values[:, 0]).reshape(len(RATES), len(ANGLES))
    image = axis.pcolormesh(ANGLES, RATES, best, cmap="viridis", rasterized=True)
    axis.contour(ANGLES, RATES, advantage, levels=[0], colors="black")
    axis.set(title=f"{name}, seed {seed}", xlabel="angle (rad)")
    values_figure.colorbar(image, ax=axis, label="max Q(s, a)")
_ = axes[0].set_ylabel("angular velocity (rad/s)")

# %% [markdown]
# ## Save it
#
# Two files, with nothing in them but numbers and text. The agent that is loaded acts as the saved one did.

# %%
good = agents["GOOD", best_seeds["GOOD"]]
with tempfile.TemporaryDirectory() as folder:
    good.save(folder)
    for file in sorted(Path(folder).iterdir()):
        print(f"{file.name:22} {file.stat().st_size:>7,} bytes")
    loaded = DeepQAgent.load(folder)
same = evaluate(loaded, make_cartpole, 100, seed=1) == evaluate(good, make_cartpole, 100, seed=1)
print("the same returns in all of 100 episodes:", bool(same.all()))

# %% [markdown]
# ## Watch it
#
# One episode of the good agent, as an animation. In a terminal, `nox -s play -- --agent FOLDER` does the same with a
# checkpoint.

# %%
from autograder.notebook import Animation

Animation(lambda state: int(good.act(state[np.newaxis])[0]), seed=1)

# %% [markdown]
# ## To try
#
# - Change *one* hyper-parameter of `GOOD`: `dataclasses.replace(GOOD, batch_size=16)`, for instance. Train five seeds.
#   What changes, the climb, the height, or the spread?
# - A memory of 128 transitions, as large as one batch: `buffer_capacity=128, learning_starts=128` (learning cannot
#   start before the buffer holds so many). Is that too few? Compare with no memory at all, experiment 3.
# - Make one of the two famous mistakes in a copy of `play_step`: pass `terminated | truncated` to `observe`, or leave
#   the resets in. Does the curve betray it?
# - Let an agent train on after it is perfect: set `PERFECT_RETURN` in `training.py` to 501, so that nothing is ever
#   good enough. Does it stay perfect?
# - Compare `max Q(s, a)` at the start of an episode with the discounted return that the agent really gets from there,
#   with `double=True` and with `double=False`.
