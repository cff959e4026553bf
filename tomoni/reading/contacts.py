"""Who to ask: office, telephone, fax, mail, address and web, from the lines at the end."""

import re
from dataclasses import dataclass

from tomoni.reading.documents import Line
from tomoni.reading.facts import Fact
from tomoni.reading.signs import flat

_NUMBER = r"(?P<n>[(]?0\d{1,4}[)]?\s*[-(ー]?\s*\d{1,4}\s*[-)ー]\s*\d{3,4}|0\d{9,10})"
_TEL = re.compile(rf"(?:TEL|Tel|tel|電\s*話(?:番号)?|℡|☎|直通|代表)\s*[:.()]*\s*{_NUMBER}")
_FAX = re.compile(rf"(?:FAX|Fax|fax|ファクス|ファックス|ファクシミリ)(?:番号)?\s*[:.]*\s*{_NUMBER}")
_MAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+\-]{0,63}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63})+")
WEB = re.compile(r"https?://[^\s<>\"'（）「」、。]+")
_POST = re.compile(r"〒\s*\d{3}-\d{4}\s*(?P<a>[^\s].{4,60})?")
_OFFICE = re.compile(
    r"(?:課|部|局|室|係|担当|センター|事務局|グループ|班|公社|財団|協議会|法人\S+|コーナー|役場|市役所|本部)$"
)


@dataclass(slots=True)
class Contact:
    office: Fact[str] | None = None
    telephone: Fact[str] | None = None
    fax: Fact[str] | None = None
    mail: Fact[str] | None = None
    web: Fact[str] | None = None
    address: Fact[str] | None = None

    def __bool__(self) -> bool:
        return any((self.office, self.telephone, self.fax, self.mail, self.web, self.address))


def is_contact(text: str) -> bool:
    plain = flat(text)
    return any(pattern.search(plain) for pattern in (_TEL, _FAX, _MAIL))


def read_contact(lines: list[Line]) -> Contact:
    """From the lines under 問い合わせ先, or around a telephone number."""
    contact = Contact()
    for line in lines:
        plain = flat(line.text)
        rest = plain
        for name, pattern in (("fax", _FAX), ("telephone", _TEL)):
            found = pattern.search(plain)
            if found:
                number = re.sub(r"\s", "", found["n"]).replace("ー", "-")
                setattr(contact, name, getattr(contact, name) or Fact(number, line.place, line.text, 0.98))
                rest = rest.replace(found[0], " ")
        for name, pattern in (("mail", _MAIL), ("web", WEB)):
            found = pattern.search(plain)
            if found:
                setattr(contact, name, getattr(contact, name) or Fact(found[0], line.place, line.text, 0.98))
                rest = rest.replace(found[0], " ")
        post = _POST.search(plain)
        if post:
            address = line.text[post.start() : post.end()].strip()
            contact.address = contact.address or Fact(address, line.place, line.text, 0.9)
            rest = rest.replace(post[0], " ")
        if contact.office is None:
            office = _office(line.text, rest)
            if office:
                contact.office = Fact(office, line.place, line.text, 0.9)
    return contact


def _office(text: str, rest: str) -> str:
    """The name of an office, in the signs as written; a person's name behind 担当 is left out."""
    said = re.sub(
        r"^[\s\[(【<《]*(?:お?問い?合わ?せ先?|連絡先|発行(?:元|者)?|編集(?:・?発行)?|事務局|担当(?:部署|課)?|所管課|作成|庶務)[\s\])】>》:]*",
        "",
        rest,
    ).strip(" :()")
    said = re.split(r"\s{2,}|電話|内線|TEL|FAX|担当\s*:|[(]", said)[0].strip(" :、")
    said = re.sub(
        r"(?:メール|E-?mail|e-?mail|Mail|ホームページ|URL)\s*:?\s*$", "", said, flags=re.IGNORECASE
    ).strip()
    if not 2 < len(said) <= 40 or re.search(r"[。]|ください|ます", said):
        return ""
    if not _OFFICE.search(said):
        return ""
    at = flat(text).find(said)
    return text[at : at + len(said)] if at >= 0 else said
