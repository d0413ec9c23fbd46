"""What the Q-values of a transition should have been."""

from torch import Tensor


def td_targets(rewards: Tensor, next_q_values: Tensor, terminated: Tensor, discount: float) -> Tensor:
    """Compute the temporal-difference targets of Q-learning.

    An action is worth its reward, and the discounted worth of the best action that can follow:

        y = r + discount * max_a Q(s', a)    and    y = r    if the episode terminated.

    After the pole fell there is no next action, and nothing more to get.  An episode that is *truncated*,
    because its time is up, is another matter: the pole still stands and could have gone on, so its last
    transition is not marked as terminated, and bootstraps like any other.  (Sutton & Barto, 2nd edition,
    section 6.5; Pardo et al. 2018, *Time limits in reinforcement learning*.)

    The tensors that are passed in stay as they are.

    Args:
        rewards: r; float32 of shape (B,).
        next_q_values: Q(s', a) for every action; float32 of shape (B, A).
        terminated: whether the episode ended in s'; bool of shape (B,).
        discount: the worth now of a reward of 1 one step later, between 0 and 1.

    Returns:
        The targets y; float32 of shape (B,).

    """
    raise NotImplementedError("lesson_07_deep_q_agent/targets.py: write td_targets")


def double_td_targets(
    rewards: Tensor, next_q_online: Tensor, next_q_target: Tensor, terminated: Tensor, discount: float
) -> Tensor:
    """Compute the targets of Double DQN: one network chooses the next action, the other says what it is worth.

    The largest of several noisy estimates is too large on average.  An error that lets one network choose
    an action wrongly is hardly ever the other's error too, so its value for that action is less biased:

        y = r + discount * Q_target(s', argmax_a Q_online(s', a))    and    y = r    if the episode terminated.

    (van Hasselt, Guez, Silver 2016, *Deep reinforcement learning with double Q-learning*, equation 4;
    Sutton & Barto, 2nd edition, section 6.7.)

    The tensors that are passed in stay as they are.

    Args:
        rewards: r; float32 of shape (B,).
        next_q_online: Q_online(s', a), of the network that learns; float32 of shape (B, A).
        next_q_target: Q_target(s', a), of the network that follows slowly; float32 of shape (B, A).
        terminated: whether the episode ended in s'; bool of shape (B,).
        discount: the worth now of a reward of 1 one step later, between 0 and 1.

    Returns:
        The targets y; float32 of shape (B,).

    """
    raise NotImplementedError("lesson_07_deep_q_agent/targets.py: write double_td_targets")
