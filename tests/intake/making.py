"""Documents taken in, as far along as a test wants them."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.reading import papers
from tests.reading.papers import P, Paper
from tomoni.accounts.models import User
from tomoni.core import jobs
from tomoni.intake import actions
from tomoni.intake.models import Intake

MINUTES: Paper = [
    P("第3回みなと市協働推進会議 会議録", level=1),
    P("日時　令和5年10月18日（水）14時～15時45分"),
    P("場所　市役所 第2会議室"),
    P("出席者　委員11名、事務局4名"),
    P("傍聴者　2名"),
    P("議題", level=2),
    P("(1) 重点取組について（資料1）［進行：会長］"),
    P("(2) その他"),
    P("主な意見", level=2),
    P("・担当課が変わるたびに説明をやり直すのは負担が大きい。"),
    P("・年間の予定を先に示してほしい。"),
]


def upload(data: bytes, name: str) -> "SimpleUploadedFile":
    return SimpleUploadedFile(name, data)


def taken(data: bytes, name: str, *, by: User) -> Intake:
    """Kept and read."""
    intake, _is_new = actions.start(upload(data, name), by=by)
    while jobs.work_once("test"):
        pass
    intake.refresh_from_db()
    return intake


def minutes(by: User, *, mark: str = "", without: str = "") -> Intake:
    """A meeting ready to be committed; `mark` makes it another document, `without` leaves a line out."""
    paper = [
        block
        for block in MINUTES
        if not (without and isinstance(block, P) and block.text.startswith(without))
    ]
    return taken(papers.txt([*paper, P(f"・{mark}") if mark else P("・会場が遠い。")]), "minutes.txt", by=by)
