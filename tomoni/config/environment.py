"""What the operator may set, read from the environment or `.env`; every name stands in docs/operations.md."""

import secrets
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[2]


class Environment(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="TOMONI_", env_file=ROOT / ".env", extra="ignore")

    debug: bool = False
    data: Path = ROOT / "data"
    secret_key: SecretStr | None = None
    field_keys: SecretStr | None = Field(
        default=None, description="Fernet keys, newest first, parted by commas"
    )
    database_url: str = ""
    hosts: str = "localhost,127.0.0.1,[::1]"
    address: str = Field(default="http://localhost:8000", description="Public address, used in mail")
    https: bool = False
    trusted_proxies: int = 0
    email_host: str = ""
    email_port: int = 25
    email_user: str = ""
    email_password: SecretStr | None = None
    email_from: str = "tomoni@localhost"
    email_tls: bool = False
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr | None = None
    oidc_name: str = "職員アカウント"
    power_loss_safe: bool = Field(default=False, description="SQLite synchronous=FULL")
    log_level: str = "INFO"

    def kept_secret(self, name: str, given: SecretStr | None) -> str:
        """A secret from the environment, else one made once and kept in the data folder, readable by the owner only."""
        if given is not None:
            return given.get_secret_value()
        path = self.data / name
        if not path.exists():
            self.data.mkdir(parents=True, exist_ok=True)
            # "x": of two processes starting at once one writes, the other reads what was written.
            try:
                with path.open("x") as handle:
                    path.chmod(0o600)
                    handle.write(_new_secret(name))
            except FileExistsError:
                pass
        return path.read_text().strip()


def _new_secret(name: str) -> str:
    if name == "field.key":
        from cryptography.fernet import Fernet

        return Fernet.generate_key().decode()
    return secrets.token_urlsafe(50)
