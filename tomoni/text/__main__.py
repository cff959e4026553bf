"""`assets DIR` fetches what the engine can use; `evaluate TASK FILE…` checks it on examples."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from tomoni.text import assets, evaluation, wheels
from tomoni.text.handle import data_folder, engine


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code."""
    given = _parser().parse_args(arguments)
    if given.command == "assets":
        return _assets(given.folder, given.wheel, required=given.required)
    print(json.dumps(_evaluate(given), ensure_ascii=False, indent=1))
    return 0


def _assets(folder: Path, wheel: Path | None, *, required: bool) -> int:
    try:
        assets.build(folder, wheel)
    except wheels.AssetError as error:
        print(f"{error} 単語ベクトルなしで動きます（言葉の一致だけで候補を出します）。", file=sys.stderr)
        return int(required)
    print(f"テキストエンジンの資産を {folder} に用意しました。")
    return 0


def _evaluate(given: argparse.Namespace) -> evaluation.Report:
    handle = engine(given.data)
    first, *others = given.files
    report: evaluation.Report
    if given.task == "routing":
        duties = {}
        if given.departments:
            listed = json.loads(given.departments.read_text(encoding="utf-8"))
            duties = {department["name"]: department.get("duties") or "" for department in listed}
        records = [record for path in given.files for record in evaluation.read_lines(path)]
        report = evaluation.routing(records, duties, handle, catalogue=given.catalogue, cases=given.cases)
    elif given.task == "matching":
        needs, orgs = evaluation.read_lines(first), evaluation.read_lines(others[0])
        report = evaluation.matching(needs, orgs, handle, same_city=given.same_city, area=given.area)
        if given.area and not given.same_city:
            report["content_only"] = evaluation.matching(needs, orgs, handle, same_city=False, area=False)
    elif given.task == "opinions":
        report = evaluation.opinions(
            [record for path in given.files for record in evaluation.read_lines(path)], handle, few=given.few
        )
    else:
        report = evaluation.themes(evaluation.read_lines(first), handle)
    return {"engine": handle.version, **report}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tomoni.text")
    commands = parser.add_subparsers(dest="command", required=True)
    fetch = commands.add_parser("assets", help="単語ベクトルと辞書を用意する")
    fetch.add_argument("folder", type=Path, nargs="?", default=data_folder())
    fetch.add_argument("--wheel", type=Path, help="取得済みの ja-ginza のファイル")
    fetch.add_argument("--required", action="store_true", help="取得できなければ失敗とする")
    check = commands.add_parser("evaluate", help="正解つきの例で確かめる")
    check.add_argument("task", choices=("routing", "matching", "opinions", "themes"))
    check.add_argument("files", type=Path, nargs="+")
    check.add_argument("--data", type=Path, help="資産のフォルダ")
    check.add_argument("--catalogue", action=argparse.BooleanOptionalAction, default=True)
    check.add_argument("--departments", type=Path)
    check.add_argument("--cases", action="store_true")
    check.add_argument("--same-city", action="store_true")
    check.add_argument("--area", action=argparse.BooleanOptionalAction, default=True)
    check.add_argument("--few", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())
