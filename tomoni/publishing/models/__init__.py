from tomoni.publishing.models.publication import Piece, Publication
from tomoni.publishing.models.subscriber import Subscriber

__all__ = ["Piece", "Publication", "Subscriber"]
