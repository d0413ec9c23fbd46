"""What an author needs to keep the translation: the texts there are, the catalogue, and what is missing in it."""
