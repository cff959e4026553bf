"""What an installation must be before it may start. Run by every command, and by the web server itself."""

from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.core.exceptions import ImproperlyConfigured

LEAST_TIMEOUT_S = 20
LEAST_SECRET = 50
PRAGMAS = ("journal_mode=WAL", "foreign_keys=ON", "wal_autocheckpoint=0")


def database(**_given: Any) -> list[CheckMessage]:
    return [one for name, values in settings.DATABASES.items() for one in of_database(name, values)]


def of_database(name: str, values: dict[str, Any]) -> list[CheckMessage]:
    """SQLite loses writes unless it is opened in exactly this way (docs/operations.md)."""
    found: list[CheckMessage] = []
    if not values["ENGINE"].endswith("sqlite3"):
        return found
    options = values.get("OPTIONS", {})
    if options.get("transaction_mode") != "IMMEDIATE":
        text = f"データベース「{name}」の transaction_mode を IMMEDIATE にしてください。"
        found.append(Error(text, id="tomoni.E001"))
    if float(options.get("timeout", 0)) < LEAST_TIMEOUT_S:
        text = f"データベース「{name}」の timeout を{LEAST_TIMEOUT_S}秒以上にしてください。"
        found.append(Error(text, id="tomoni.E002"))
    said = str(options.get("init_command", "")).replace(" ", "").lower()
    for pragma in PRAGMAS:
        if f"pragma{pragma.lower()};" not in f"{said};":
            text = f"データベース「{name}」の init_command に PRAGMA {pragma} を入れてください。"
            found.append(Error(text, id="tomoni.E003"))
    if values.get("ATOMIC_REQUESTS"):
        text = f"データベース「{name}」の ATOMIC_REQUESTS を外してください。読むだけのページが書き込みを止めます。"
        found.append(Error(text, id="tomoni.E004"))
    return found


def keys(**_given: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if len(settings.SECRET_KEY) < LEAST_SECRET or len(set(settings.SECRET_KEY)) < 10:
        text = f"TOMONI_SECRET_KEY を、でたらめな{LEAST_SECRET}文字以上にしてください。"
        found.append(Error(text, id="tomoni.E005"))
    try:
        for key in settings.FIELD_KEYS:
            Fernet(key)
    except ValueError:
        text = "TOMONI_FIELD_KEYS が Fernet の鍵ではありません。複数あるときは、新しい順にコンマで区切ってください。"
        found.append(Error(text, id="tomoni.E006"))
    if settings.SECRET_KEY in settings.FIELD_KEYS:
        text = "TOMONI_SECRET_KEY と TOMONI_FIELD_KEYS には、別の値を使ってください。"
        found.append(Error(text, id="tomoni.E007"))
    return found


def exposure(**_given: Any) -> list[CheckMessage]:
    """What is open to the network must be served over HTTPS, behind a counted number of proxies, without debugging."""
    found: list[CheckMessage] = []
    https = settings.SECURE_SSL_REDIRECT
    if https and settings.ALLAUTH_TRUSTED_PROXY_COUNT < 1:
        text = "TOMONI_HTTPS を使うときは、前に立つ中継サーバーの数を TOMONI_TRUSTED_PROXIES に入れてください（ふつうは1）。"
        found.append(Error(text, id="tomoni.E008"))
    if https and settings.DEBUG:
        found.append(Error("公開する環境では TOMONI_DEBUG を外してください。", id="tomoni.E009"))
    if "*" in settings.ALLOWED_HOSTS:
        text = "TOMONI_HOSTS に「*」は使えません。この環境の名前を並べてください。"
        found.append(Error(text, id="tomoni.E010"))
    if https and not settings.PUBLIC_ADDRESS.startswith("https://"):
        text = "TOMONI_ADDRESS が https:// で始まっていません。メールのリンクが正しく開けません。"
        found.append(Warning(text, id="tomoni.W001"))
    return found


ALL = (database, keys, exposure)


def refuse_unsound() -> None:
    """For servers that start without a management command."""
    wrong = [one for check in ALL for one in check() if one.is_serious()]
    if wrong:
        raise ImproperlyConfigured("\n".join(str(one.msg) for one in wrong))
