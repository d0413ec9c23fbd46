# %% [markdown]
# # Numbers

# %%
from lesson_01_numbers.sums import add  # noqa: INP001, D100  a notebook's text is no module

add(1, 2)
