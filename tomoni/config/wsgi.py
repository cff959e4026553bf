import gc
import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

from tomoni.operations.checks import refuse_unsound

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tomoni.config.settings")
application = get_wsgi_application()
refuse_unsound()
# Read by the parent before the workers part, so that they share it and never look through it for garbage.
import_module("tomoni.config.urls")
gc.collect()
gc.freeze()
# Drawing a page makes very many small things that die with it.
gc.set_threshold(20_000, 20, 20)
