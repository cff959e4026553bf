"""What can be done. For the rooms above: the effects a match has on its seeds, and making a seed out of something else."""

from tomoni.seeds.actions.seed import create, mark_matched, mark_realised, reopen

__all__ = ["create", "mark_matched", "mark_realised", "reopen"]
