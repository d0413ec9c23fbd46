"""Lesson 07: an agent that learns CartPole by itself, with a deep Q-network."""
