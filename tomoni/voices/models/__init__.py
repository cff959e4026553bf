from tomoni.voices.models.answer import Answer
from tomoni.voices.models.opinion import Coding, Opinion
from tomoni.voices.models.scheme import Code, Scheme

__all__ = ["Answer", "Code", "Coding", "Opinion", "Scheme"]
