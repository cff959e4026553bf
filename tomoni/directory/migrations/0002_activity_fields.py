"""The 20 fields of the NPO Act (特定非営利活動促進法 別表), official numbers."""

from typing import Any

from django.db import migrations

FIELDS = [
    ("保健、医療又は福祉の増進", "保健・医療・福祉"),
    ("社会教育の推進", "社会教育"),
    ("まちづくりの推進", "まちづくり"),
    ("観光の振興", "観光"),
    ("農山漁村又は中山間地域の振興", "農山漁村"),
    ("学術、文化、芸術又はスポーツの振興", "文化・スポーツ"),
    ("環境の保全", "環境"),
    ("災害救援", "災害救援"),
    ("地域安全", "地域安全"),
    ("人権の擁護又は平和の推進", "人権・平和"),
    ("国際協力", "国際協力"),
    ("男女共同参画社会の形成の促進", "男女共同参画"),
    ("子どもの健全育成", "子ども"),
    ("情報化社会の発展", "情報化"),
    ("科学技術の振興", "科学技術"),
    ("経済活動の活性化", "経済"),
    ("職業能力の開発又は雇用機会の拡充", "雇用・職業"),
    ("消費者の保護", "消費者"),
    ("団体の運営又は活動に関する連絡、助言又は援助", "団体の支援"),
    ("条例で定める活動", "条例で定める活動"),
]


def forward(apps: Any, editor: Any) -> None:
    model = apps.get_model("directory", "ActivityField")
    model.objects.bulk_create(
        model(code=f"npo{number:02}", label=label, short=short, order=number)
        for number, (label, short) in enumerate(FIELDS, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
