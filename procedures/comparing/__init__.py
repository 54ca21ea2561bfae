"""Two versions side by side, in words that a lawyer can sign."""

from procedures.comparing.anew import asked_anew
from procedures.comparing.differences import Comparison, Difference, compare
from procedures.comparing.outline import minutes_words

__all__ = ["Comparison", "Difference", "asked_anew", "compare", "minutes_words"]
