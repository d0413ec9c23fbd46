# %% [markdown]
# # Lesson 05: an expert's data
#
# This notebook runs *your* modules: `demonstrations.py`, `dataset.py` and `baseline.py`, in the folder that this
# notebook lies in. While a part is not written yet, the cell that needs it stops and names the
# function. Write it, save the file, restart the kernel (Python imports a module only once), and run the cells again.
#
# What each part is for stands in the lesson's text, `README.md`.

# %%
from autograder.notebook import open_lesson

open_lesson()  # your modules count; what is not in the folders beside this one comes from the course

# %%
import gymnasium as gym
import matplotlib.pyplot as plt
import numpy as np
import torch

from expert import load_expert
from lesson_05_datasets.demonstrations import Policy

torch.set_num_threads(1)  # for small tensors more threads only cost time
LEFT_COLOUR, RIGHT_COLOUR = "#56B4E9", "#E69F00"  # easy to tell apart for everyone
NAMES = {"s1": "position (m)", "s2": "velocity (m/s)", "s3": "angle (rad)", "s4": "angular velocity (rad/s)"}

# %% [markdown]
# ## Predict first
#
# What will these small programs print? Run a cell to see the question. Write your prediction in place of the dots, such
# as `predict("a_row_or_a_column", 42)`, and run the cell again. To be wrong is the best that can
# happen: it shows you what to look at.

# %%
from autograder.notebook import predict

predict("a_row_or_a_column", ...)

# %%
predict("how_many_batches", ...)

# %%
predict("shape_of_a_batch", ...)

# %% [markdown]
# ## CartPole, and two who play it
#
# An observation is four numbers, an action is 0 (push to the left) or 1 (push to the right). Each step earns a
# reward of 1. The episode is *terminated* when the pole falls or the cart leaves the track, and *truncated* after
# 500 steps.

# %%
env = gym.make("CartPole-v1")
print("observations:", env.observation_space)
print("actions:     ", env.action_space)
observation, _ = env.reset(seed=0)
print("a first observation:", observation, observation.dtype)


# %% [markdown]
# How long do they hold the pole: someone who pushes at random, and the expert of this course? Expect the random player
# to lose within half a second or so (a step takes a fiftieth of a second), and the expert to last for all 500 steps.


# %%
def episode_returns(policy: Policy, n_episodes: int, seed: int) -> list[float]:
    """Play some episodes and return the sum of rewards of each."""
    returns = []
    observation, _ = env.reset(seed=seed)
    for _ in range(n_episodes):
        total, done = 0.0, False
        while not done:
            observation, reward, terminated, truncated, _ = env.step(policy(observation))
            total += float(reward)
            done = terminated or truncated
        returns.append(total)
        observation, _ = env.reset()
    return returns


expert = load_expert()
rng = np.random.default_rng(0)
random_returns = episode_returns(lambda _: int(rng.integers(2)), n_episodes=20, seed=0)
expert_returns = episode_returns(expert, n_episodes=20, seed=0)
print(
    f"random: mean return {np.mean(random_returns):.1f}, from {min(random_returns):.0f} to {max(random_returns):.0f}"
)
print(
    f"expert: mean return {np.mean(expert_returns):.1f}, from {min(expert_returns):.0f} to {max(expert_returns):.0f}"
)

# %% [markdown]
# And this is what the expert does: one whole episode.

# %%
from autograder.notebook import Animation

Animation(expert, seed=0)

# %% [markdown]
# ## Watch the expert and write it down
#
# Exercise `demonstrations.py`. A thousand samples to learn from, and a thousand from *other* episodes to measure
# with: the seeds differ. Both are saved beside this notebook, for lesson 06.
#
# What to look for: the first row is the very observation that was printed above, since the seed is the same. From row
# to row the numbers change only a little.

# %%
from lesson_05_datasets.demonstrations import collect_demonstrations, load, save

train = collect_demonstrations(env, expert, n_samples=1_000, seed=0)
test = collect_demonstrations(env, expert, n_samples=1_000, seed=1)
env.close()
save(train, "train.csv")
save(test, "test.csv")
print("read back without a loss:", load("train.csv").equals(train) and load("test.csv").equals(test))
train.head()

# %% [markdown]
# ## Look at the data before you learn from it
#
# Each point is a state that the expert was in, its colour and shape what the expert did there. Could you draw a
# line that separates the two actions? In which of the two pictures is it easier?

# %%
states_figure, axes = plt.subplots(1, 2, figsize=(10, 4.4), layout="constrained")
for axis, (horizontal, vertical) in zip(axes, [("s1", "s2"), ("s3", "s4")], strict=True):
    for action, name, colour, marker in [(0, "left", LEFT_COLOUR, "o"), (1, "right", RIGHT_COLOUR, "^")]:
        chosen = train[train["action"] == action]
        axis.scatter(
            chosen[horizontal],
            chosen[vertical],
            s=16,
            color=colour,
            marker=marker,
            alpha=0.8,
            linewidths=0,
            label=name,
        )
    axis.set(xlabel=f"{horizontal}: {NAMES[horizontal]}", ylabel=f"{vertical}: {NAMES[vertical]}")
axes[0].set_title("The cart")
axes[1].set_title("The pole")
_ = axes[1].legend(title="The expert pushes", markerscale=2)  # kept, so that only the picture is shown

# %% [markdown]
# How often does the expert push to each side?

# %%
actions_figure, axis = plt.subplots(figsize=(5.2, 3.4), layout="constrained")
for offset, (name, frame), hatch in [(-0.2, ("train", train), ""), (0.2, ("test", test), "//")]:
    counts = np.bincount(frame["action"], minlength=2)
    bars = axis.bar(
        np.arange(2) + offset,
        counts,
        width=0.38,
        color=[LEFT_COLOUR, RIGHT_COLOUR],
        edgecolor="black",
        hatch=hatch,
    )
    axis.bar_label(bars, labels=[f"{name}\n{count}" for count in counts], padding=2)
axis.set(
    xticks=[0, 1],
    xticklabels=["0: left", "1: right"],
    ylabel="number of samples",
    ylim=(0, 1.3 * counts.max()),
)
_ = axis.set_title("What the expert does")

# %% [markdown]
# ## What guessing achieves
#
# Exercise `baseline.py`. Whatever we train in lesson 06 has to beat this number. Look at the bars above: what will it
# be?

# %%
from lesson_05_datasets.baseline import majority_class_accuracy

baseline = majority_class_accuracy(train, test)
print(f"Always the same action: right in {baseline:.1%} of the test samples")

# %% [markdown]
# ## Neighbours are alike
#
# The samples in the order of play, the first 150 of them: a step takes a fiftieth of a second, so each state
# resembles the one before. The samples of one batch should tell different stories; that is why the training
# samples are shuffled.

# %%
neighbours_figure, axis = plt.subplots(figsize=(10, 3.2), layout="constrained")
first = train.head(150)
axis.plot(first.index, first["s3"], color="black", linewidth=1, zorder=1)
for action, name, colour, marker in [(0, "left", LEFT_COLOUR, "o"), (1, "right", RIGHT_COLOUR, "^")]:
    chosen = first[first["action"] == action]
    axis.scatter(chosen.index, chosen["s3"], s=30, color=colour, marker=marker, zorder=2, label=name)
axis.set(
    xlabel="row of the table", ylabel=f"s3: {NAMES['s3']}", title="The pole's angle in the order of play"
)
_ = axis.legend(title="The expert pushes", ncols=2)

# %% [markdown]
# ## From the table to batches
#
# Exercise `dataset.py`. One sample first, then one batch.

# %%
from torch.utils.data import DataLoader

from lesson_05_datasets.dataset import Batch, DemonstrationDataset, make_dataloaders

train_set, test_set = DemonstrationDataset(train), DemonstrationDataset(test)
sample, label = train_set[0]
print(f"{len(train_set)} samples; the first one: {sample} ({sample.dtype}), {label} ({label.dtype})")

# %% [markdown]
# Why the table is converted once, when the dataset is made: how long does it take to cut a row out of the table, and a
# sample out of the dataset? Guess the factor before you run the cell.

# %%
from timeit import repeat

COLUMNS_OF_STATE = ["s1", "s2", "s3", "s4"]
of_table = min(repeat(lambda: train.iloc[500][COLUMNS_OF_STATE].to_numpy(dtype=np.float32), number=100))
of_dataset = min(repeat(lambda: train_set[500], number=100))
ratio = of_table / of_dataset
print(f"a row of the table takes {of_table * 1e4:.0f} µs, a sample of the dataset {of_dataset * 1e4:.1f} µs")

# %% [markdown]
# Now the batches.

# %%
train_loader, test_loader = make_dataloaders(train_set, test_set, batch_size=64, seed=0)
for observations, actions in train_loader:
    print(f"a batch: observations {tuple(observations.shape)}, actions {tuple(actions.shape)}")
    break
sizes = [len(actions) for _, actions in train_loader]
print(f"{len(sizes)} batches of {sizes[0]}, the last one of {sizes[-1]}: {sum(sizes)} samples in an epoch")

# %% [markdown]
# The test samples keep their order, the training samples come in a new one in each epoch, and equal seeds give
# equal orders:


# %%
def first_actions(loader: DataLoader[Batch]) -> list[int]:
    """Take the first twelve labels that a loader gives in its next epoch."""
    _, actions = next(iter(loader))
    return [int(action) for action in actions[:12]]


again = make_dataloaders(train_set, test_set, batch_size=64, seed=7)[0]
once_more = make_dataloaders(train_set, test_set, batch_size=64, seed=7)[0]
print("the table        ", train["action"].head(12).tolist())
print("seed 7, epoch 1  ", first_actions(again))
print("seed 7, epoch 2  ", first_actions(again))
print("once more, epoch 1", first_actions(once_more))
print("once more, epoch 2", first_actions(once_more))

# %% [markdown]
# ## To try
#
# - Collect 1,000 samples from the random policy, `lambda _: int(rng.integers(2))`. How do the pictures change, and what
#   is the baseline now?
# - Leave the seed in every reset of `demonstrations.py` (for a moment). What do the pictures look like, and why?
#   `len(train.drop_duplicates())` counts the different rows.
# - Choose the axes s1 and s3, or s2 and s4. Which pair separates the actions best?
