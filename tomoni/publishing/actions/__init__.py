from tomoni.publishing.actions.pieces import add, arrange, pick, rewrite
from tomoni.publishing.actions.publication import (
    create,
    edit,
    publish,
    reopen,
    send,
    send_back,
    submit,
    test,
    withdraw,
)
from tomoni.publishing.actions.subscription import ask, confirm, end

__all__ = [
    "add",
    "arrange",
    "ask",
    "confirm",
    "create",
    "edit",
    "end",
    "pick",
    "publish",
    "reopen",
    "rewrite",
    "send",
    "send_back",
    "submit",
    "test",
    "withdraw",
]
