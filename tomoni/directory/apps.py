from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "tomoni.directory"
    label = "directory"
