# %% [markdown]
# # Words
