"""What the directory stores, by noun."""

from tomoni.directory.models.actor import (
    ActivityField,
    Actor,
    ActorQuerySet,
    Area,
    Department,
    section_unit,
)
from tomoni.directory.models.form import CollaborationForm, CollaborationFormQuerySet
from tomoni.directory.models.registration import GroupRegistration
from tomoni.directory.models.role import Invitation, Role, RoleQuerySet, holder_of, people_of

__all__ = [
    "ActivityField",
    "Actor",
    "ActorQuerySet",
    "Area",
    "CollaborationForm",
    "CollaborationFormQuerySet",
    "Department",
    "GroupRegistration",
    "Invitation",
    "Role",
    "RoleQuerySet",
    "holder_of",
    "people_of",
    "section_unit",
]
