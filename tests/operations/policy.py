"""For whoever watches the installation: says nothing that would have to be hidden."""

from tests.matrix.cast import ANYONE
from tests.matrix.policy import Page, Policies

POLICY: Policies = {
    "healthz": Page(get=ANYONE, outside=True),
    "readyz": Page(get=ANYONE, outside=True),
}
