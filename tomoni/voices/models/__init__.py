from tomoni.voices.models.alike import Alike
from tomoni.voices.models.answer import Answer
from tomoni.voices.models.capture import Capture
from tomoni.voices.models.opinion import Coding, Opinion
from tomoni.voices.models.scheme import Code, Scheme
from tomoni.voices.models.theme import Placing, Reach, Theme, ThemeLayer, ThemeSet, reaches_of

__all__ = [
    "Alike",
    "Answer",
    "Capture",
    "Code",
    "Coding",
    "Opinion",
    "Placing",
    "Reach",
    "Scheme",
    "Theme",
    "ThemeLayer",
    "ThemeSet",
    "reaches_of",
]
