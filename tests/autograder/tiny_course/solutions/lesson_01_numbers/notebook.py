# %% [markdown]
# # Numbers

# %%
from lesson_01_numbers.sums import add

add(1, 2)
