"""
ValueError
└── NotReadable            what was written cannot be read; the message says what to write instead
    ├── DateNotReadable
    │   └── WrongWeekday   a date and its weekday contradict each other
    ├── TimeNotReadable
    ├── CodeNotValid       団体コード, 法人番号
    └── ReadingNotValid    よみがな
"""


class NotReadable(ValueError):
    pass


class DateNotReadable(NotReadable):
    pass


class WrongWeekday(DateNotReadable):
    pass


class TimeNotReadable(NotReadable):
    pass


class CodeNotValid(NotReadable):
    pass


class ReadingNotValid(NotReadable):
    pass
