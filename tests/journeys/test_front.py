"""What a newcomer sees first."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.house import Walk, axe


def test_the_front_page_leads_to_the_city_of_the_demo(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    axe(page)
    page.get_by_role("link", name=re.compile("みなと市")).first.click()
    expect(page).to_have_title(re.compile("みなと市"))
    axe(page)


def test_an_unknown_address_is_answered_with_a_page(page: Page) -> None:
    page.goto("/minato/seeds/987654321/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    axe(page)


def test_the_sign_in_page_is_clean_and_lets_a_coordinator_in(walk: Walk) -> None:
    page = walk.visitor()
    page.goto("/accounts/login/")
    axe(page)
    signed_in = walk.person("sec")
    signed_in.goto("/minato/")
    expect(signed_in.get_by_text("浅野 友里").first).to_be_visible()
    axe(signed_in)
