"""The expert: a policy that plays CartPole perfectly.  Given, to learn from."""

from expert.policy import Expert, load_expert

__all__ = ["Expert", "load_expert"]
