"""The shipped forms of collaboration (domain brief §4.1)."""

from typing import Any

from django.db import migrations

COLLABORATION, SUPPORT = "collaboration", "support"
FORMS = [
    ("information_exchange", "情報交換・情報提供", "nobody", "none", "記録のみ", "いちばん軽い形です。知っていることを伝え合います。", COLLABORATION, True),
    ("nominal_sponsorship", "後援", "group", "none", "名義使用の承認", "市が名前を貸し、信用を支えます。基準は公開します。", SUPPORT, True),
    ("publicity_support", "広報協力", "group", "none", "依頼票", "広報紙や掲示板でお知らせします。", COLLABORATION, True),
    ("venue_goods_support", "会場・物品提供", "group", "in_kind", "依頼票", "部屋や道具を使ってもらいます。", COLLABORATION, True),
    ("project_cooperation", "事業協力・協定", "either", "little", "役割分担を書いた短い協定", "役割を決めて、一定の期間いっしょに行います。", COLLABORATION, True),
    ("co_hosting", "共催", "both", "optional", "協定", "双方が主催者になります。短い期間の催しに向きます。", COLLABORATION, True),
    ("executive_committee", "実行委員会・協議会", "new_body", "contribution", "会の規約", "新しい会をつくり、その会が主催します。", COLLABORATION, False),
    ("subsidy", "補助・助成", "group", "part", "交付の申請と決定", "団体の事業を市が支えます。期間を区切り、結果を公開します。", SUPPORT, False),
    ("commission", "委託（協働委託）", "city", "full", "契約と仕様書", "市の仕事を団体が担います。役割の取り決めを添えます。", COLLABORATION, False),
    ("policy_participation", "企画立案への参画・政策提案", "city", "none", "会議の規則", "計画や施策をつくる段階から加わります。", COLLABORATION, False),
    ("adopt_programme", "アダプト", "both", "in_kind", "協定", "道路や公園などを、地域の人が世話します。", COLLABORATION, True),
]  # fmt: skip


def forward(apps: Any, editor: Any) -> None:
    model = apps.get_model("directory", "CollaborationForm")
    model.objects.bulk_create(
        model(
            code=code, label=label, host=host, money=money, paper=paper, note=note, relation=relation,
            is_light=is_light, order=order,
        )
        for order, (code, label, host, money, paper, note, relation, is_light) in enumerate(FORMS, start=1)
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_forms_of_collaboration")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
