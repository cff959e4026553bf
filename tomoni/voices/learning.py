"""How far a scheme's lessons may be trusted: checked by a job, because it takes seconds, and kept with the scheme."""

import hashlib

from tomoni.core.jobs import Job, Running, task
from tomoni.voices import suggestions
from tomoni.voices.models import Scheme


def want(scheme: Scheme) -> Job | None:
    """A job, if there are other lessons than those last checked."""
    stamp = suggestions.stamp_of(scheme)
    if scheme.self_check.get("of") == stamp:
        return None
    mark = hashlib.sha256(stamp.encode()).hexdigest()[:24]
    return check.enqueue(
        key=f"lessons-{scheme.pk}-{mark}", jurisdiction=scheme.jurisdiction, scheme_id=scheme.pk
    )


@task
def check(job: Running, *, scheme_id: int) -> None:
    scheme = Scheme.objects.get(pk=scheme_id)
    job.progress(0, 1, str(scheme))
    # No edit of a person: it neither counts as a version nor stands in the log.
    Scheme.objects.filter(pk=scheme_id).update(self_check=suggestions.check(scheme))
    job.progress(1, 1, str(scheme))
