from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "tomoni.projects"
    label = "projects"
