# %% [markdown]  # noqa: INP001, D100  a notebook's text is no module
# # Words
