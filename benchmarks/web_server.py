"""The product as it is served, with one page more: a bare view behind the same middleware. Nothing of this is reachable in production."""

import os
from collections.abc import Callable
from importlib import import_module
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tomoni.config.settings")

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = [f"{__name__}.CountQueries", *settings.MIDDLEWARE]


class CountQueries:
    """Counts the queries of a request that asks for it; the others pay one look at a header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "X-Count" not in request.headers:
            return self.get_response(request)
        count = 0

        def counted(execute: Callable[..., Any], *given: Any) -> Any:
            nonlocal count
            count += 1
            return execute(*given)

        with connection.execute_wrapper(counted):
            response = self.get_response(request)
        response["X-Queries"] = str(count)
        return response


application = import_module("tomoni.config.wsgi").application  # loads and checks as in production

from tomoni.config.urls import urlpatterns as product
from tomoni.text.handle import engine


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def read_with_engine(request: HttpRequest) -> HttpResponse:
    """Makes this worker load dictionary and vectors."""
    return HttpResponse(engine().read("図書館で読み聞かせをしたい").text[:10])


urlpatterns: list[URLPattern | URLResolver] = [
    path("<slug:city>/bare/", bare),
    path("<slug:city>/engine/", read_with_engine),
    *product,
]
