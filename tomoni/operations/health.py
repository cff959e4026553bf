"""For whoever watches the installation from outside: is the process alive, may it take requests?"""

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


def unapplied() -> list[str]:
    """Migrations that this code needs and the database has not seen."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    try:
        behind = bool(unapplied())
    except Error:
        return JsonResponse({"database": "unreachable"}, status=503)
    migrations = "behind" if behind else "ok"
    return JsonResponse({"database": "ok", "migrations": migrations}, status=503 if behind else 200)
