"""Outside any city, for machines that watch this one."""

from django.urls import URLPattern, URLResolver, path

from tomoni.operations import health

OUTSIDE: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
