"""The demo: five real places with what their documents state, and an invented city. Loaded in bulk, purged whole."""

from tomoni.operations.demo.load import load
from tomoni.operations.demo.purge import purge

__all__ = ["load", "purge"]
