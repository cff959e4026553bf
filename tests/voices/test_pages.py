from django.urls import reverse

from tests import make
from tests.conftest import Browse
from tests.people import People
from tomoni.core.jurisdictions import Jurisdiction


def test_pages_open(city: Jurisdiction, people: People, browse: Browse) -> None:
    scheme = make.scheme()
    code = scheme.codes.get(code="A")
    held = make.gathering(visibility="public")
    first = make.opinion(
        code=code, visibility="public", gathering=held, state="routed", department=people.parks
    )
    make.answer(first)
    make.opinion(visibility="public")
    browser = browse(people.sec)
    names = ["voices", "opinions", "answering", "new", "paste", "schemes", "scheme_new"]
    urls = [reverse(f"voices:{name}", args=[city.slug]) for name in names]
    page = first.get_absolute_url()
    urls += [page, page + "edit/", page + "show/", page + "mark_duplicate/", page + "reclassify/"]
    urls += [scheme.get_absolute_url(), scheme.get_absolute_url() + "revise/"]
    for url in urls:
        response = browser.get(url)
        assert response.status_code == 200, url
    for form in ("csv", "csv-sjis", "xlsx"):
        for name in ("voices", "opinions"):
            response = browser.get(reverse(f"voices:{name}", args=[city.slug]), {"format": form})
            assert b"".join(response)
    for name in ("voices", "schemes"):
        assert browse(people.nobody).get(reverse(f"voices:{name}", args=[city.slug])).status_code == 200
    assert browse(people.nobody).get(page).status_code == 200
