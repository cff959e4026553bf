from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tomoni.accounts"
    label = "accounts"
