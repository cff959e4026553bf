from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """The person who logs in. What they may do comes from the roles they hold (`directory`), never from this row."""

    email = models.EmailField(_("メールアドレス"), unique=True)
    name = models.CharField(_("氏名"), max_length=80)
    reading = models.CharField(_("フリガナ"), max_length=120, blank=True)
    language = models.CharField(_("表示する言語"), max_length=5, default="ja")
    is_active = models.BooleanField(_("有効"), default=True)
    is_demo = models.BooleanField(_("お試し用"), default=False)
    joined_at = models.DateTimeField(_("登録"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    acting_role = ""
    """The role in which the person acts now, in words; set for each request by `directory`."""

    class Meta:
        verbose_name = _("利用者")
        ordering: ClassVar[list[str]] = ["reading", "id"]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def display_name(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.display_name
