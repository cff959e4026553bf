"""The one refusal of this room: its message says what is wrong with the file or text and what to do."""


class Unreadable(ValueError):
    pass
