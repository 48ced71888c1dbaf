"""The forms of a text, each with a recipe number; no id depends on any of them.

`clean` one code point for one · `fold` for reading and search, with offsets back · `bare` fold without
disguise · `letters` for grouping, in batches · `words` ICU segmentation.
"""

from posts.text.bare import BARE_RECIPE, bare
from posts.text.clean import CLEAN_RECIPE, clean
from posts.text.fold import FOLD_RECIPE, Folded, fold
from posts.text.letters import LETTERS_RECIPE, Letters, letters
from posts.text.words import WORDS_RECIPE, words

__all__ = [
    "BARE_RECIPE",
    "CLEAN_RECIPE",
    "FOLD_RECIPE",
    "LETTERS_RECIPE",
    "WORDS_RECIPE",
    "Folded",
    "Letters",
    "bare",
    "clean",
    "fold",
    "letters",
    "words",
]
