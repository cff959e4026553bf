import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.text import asset
from tomoni.text import assets, wheels
from tomoni.text.__main__ import main
from tomoni.text.handle import engine

NAMES = ["公園緑地課", "高齢者支援課", "廃棄物対策課"]
TEXTS = [
    ("花壇とベンチの手入れ", NAMES[0]),
    ("遊具が壊れた", NAMES[0]),
    ("年配の方の体操", NAMES[1]),
    ("介護と敬老", NAMES[1]),
    ("ごみの収集に来ない", NAMES[2]),
    ("分別の仕方", NAMES[2]),
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return asset.folder(tmp_path_factory.mktemp("vectors"))


def _lines(path: Path, rows: list[dict[str, Any]]) -> str:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def _evaluate(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["evaluate", *arguments]) == 0
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def _routings(folder: Path) -> str:
    rows = [
        {
            "id": n,
            "municipality": "m",
            "text": text,
            "department": name,
            "also_ok": [],
            "candidates": NAMES,
            "kind": "a",
        }
        for n, (text, name) in enumerate(TEXTS)
    ]
    return _lines(folder / "routing.jsonl", rows)


@pytest.mark.parametrize("options", [[], ["--cases"], ["--no-catalogue"]])
def test_routing_is_measured_beside_a_baseline(
    options: list[str], data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    duties = tmp_path / "duties.json"
    duties.write_text(json.dumps([{"name": NAMES[0], "duties": "公園と花壇"}], ensure_ascii=False))
    report = _evaluate(
        capsys, "routing", _routings(tmp_path), "--departments", str(duties), "--data", str(data), *options
    )
    assert report["n"] == 6
    assert report["top3"] >= report["top1"] >= report["baseline"]["top1"]
    assert report["difference"]["top1"]["low"] <= report["difference"]["top1"]["mean"]
    assert report["kinds"]["a"]["n"] == 6


def test_matching_is_measured_with_and_without_the_area(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    orgs = [
        {
            "org_id": "o1",
            "municipality": "m",
            "name": "みどり",
            "profile_text": "花壇の世話",
            "field": "環境",
        },
        {
            "org_id": "o2",
            "municipality": "m",
            "name": "いきいき",
            "profile_text": "老人の体操",
            "field": "福祉",
        },
        {"org_id": "o3", "municipality": "k", "name": "はな", "profile_text": "公園の花壇", "field": "環境"},
    ]
    needs = [{"id": "n1", "municipality": "m", "need_text": "年配の方の介護", "org_ids_relevant": ["o2"]}]
    files = (
        _lines(tmp_path / "needs.jsonl", needs),
        _lines(tmp_path / "orgs.jsonl", orgs),
        "--data",
        str(data),
    )
    report = _evaluate(capsys, "matching", *files)
    assert report["hit1"] == report["ndcg10"] == report["reasons"] == 1.0
    assert report["content_only"]["area_term"] is False
    assert _evaluate(capsys, "matching", *files, "--same-city")["n"] == 1


@pytest.mark.parametrize("options", [[], ["--few"]])
def test_opinions_are_measured_per_scheme(
    options: list[str], data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        {"id": n, "scheme_id": "s", "scheme": {"A": "公園", "B": "介護"}, "text": text, "label": label}
        for n, (text, label) in enumerate([("花壇", "A"), ("ベンチ", "A"), ("体操", "B"), ("老人", "B")])
    ]
    report = _evaluate(capsys, "opinions", _lines(tmp_path / "o.jsonl", rows), "--data", str(data), *options)
    assert report["top1"] == 1.0
    assert report["majority"] == 0.5
    assert report["schemes"]["s"]["abstained"] == 0.0


def test_themes_are_measured_against_the_fields(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    orgs = [
        {
            "org_id": n,
            "municipality": "m",
            "name": "会",
            "profile_text": "と".join(topic[k : k + 3]),
            "field": topic[0],
        }
        for n, (topic, k) in enumerate((topic, k) for topic in asset.TOPICS for k in range(3))
    ]
    report = _evaluate(capsys, "themes", _lines(tmp_path / "orgs.jsonl", orgs), "--data", str(data))
    assert report["nmi"] > 0.9
    assert report["fields"] == 4


def test_a_file_that_is_not_the_expected_one_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wheel = asset.wheel(tmp_path)
    target = tmp_path / "text"
    assert main(["assets", str(target), "--wheel", str(wheel)]) == 0
    assert "SHA-256" in capsys.readouterr().err
    assert not assets.present(target)
    assert assets.current(target)
    assert main(["assets", str(target), "--wheel", str(wheel), "--required"]) == 1


def test_without_vectors_the_dictionary_of_civic_words_is_there(tmp_path: Path) -> None:
    with pytest.raises(wheels.AssetError):
        assets.build(tmp_path, asset.wheel(tmp_path))
    handle = engine(tmp_path)
    assert handle.encoder is None
    assert [token.norm for token in handle.analyzer.tokens("見守りをしたい")][:1] == ["見守る"]
    assert handle.analyzer.tokens("見守りたい")[0].norm == "見守る"
    assert [token.surface for token in handle.analyzer.tokens("子ども食堂を開く")][0] == "子ども食堂"


def test_the_vectors_are_repacked_with_their_licences(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "checked", lambda wheel, _sha256: wheel)
    assets.build(tmp_path / "text", asset.wheel(tmp_path))
    assert assets.current(tmp_path / "text")
    handle = engine(tmp_path / "text")
    assert handle.encoder is not None
    assert handle.encoder.vectors.row("公園") == 0
    assert handle.encoder.vectors.row("絵本") == 27
    kept = {path.name for path in (tmp_path / "text").iterdir()}
    assert {"NOTICE.txt", "LICENSE-Apache-2.0.txt", "ja_ginza-METADATA.txt"} <= kept


def test_a_registry_out_of_reach_is_said_in_plain_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_answer(*_given: object, **_more: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess([], 1, "", "line\nNo route to host\n")

    monkeypatch.setattr(subprocess, "run", no_answer)
    monkeypatch.setattr(wheels, "_pip", lambda: ["pip"])
    with pytest.raises(wheels.AssetError, match="No route to host"):
        wheels.fetch(assets.WHEEL, assets.SHA256, tmp_path)


def test_a_web_worker_loads_no_scipy_and_importing_loads_nothing(data: Path) -> None:
    code = (
        "import sys, tomoni.text\n"
        "light = not {'numpy', 'sudachipy'} & set(sys.modules)\n"
        "from pathlib import Path\n"
        "from tomoni.text import Router, Department, Matcher, Profile, Need, Classifier, Scheme, Category, engine, explain\n"
        f"handle = engine(Path({str(data)!r}))\n"
        "router = Router(handle); router.set_departments([Department(1, '公園緑地課')]); router.route('花壇')\n"
        "matcher = Matcher(handle); matcher.upsert_org(Profile(1, '花壇')); matcher.upsert_need(Need(1, '公園'))\n"
        "matcher.for_need(1); Classifier(Scheme((Category(1, '公園'),)), handle).predict(['花壇']); explain('a', 'b', handle)\n"
        "print(light, bool({'sklearn', 'scipy', 'django'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.split() == ["True", "False"]
