"""The tree of jurisdictions the demo shows: real places of the documents, and one invented prefecture."""

from demo.shapes import Jurisdiction

JURISDICTIONS = (
    Jurisdiction("kanagawa", "神奈川県", "かながわけん", "prefecture", "140007", None),
    Jurisdiction("kawasaki", "川崎市", "かわさきし", "municipality", "141305", "kanagawa"),
    Jurisdiction("chigasaki", "茅ヶ崎市", "ちがさきし", "municipality", "142077", "kanagawa"),
    Jurisdiction("chiba", "千葉県", "ちばけん", "prefecture", "120006", None),
    Jurisdiction("kashiwa", "柏市", "かしわし", "municipality", "122173", "chiba"),
    Jurisdiction("kochi", "高知県", "こうちけん", "prefecture", "390003", None),
    Jurisdiction("mihon", "見本県（架空）", "みほんけん", "prefecture", "990001", None, invented=True),
    Jurisdiction("minato", "みなと市", "みなとし", "municipality", "992011", "mihon", invented=True),
)
