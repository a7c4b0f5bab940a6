"""What makes no sense in a form changes nothing, and the page says why."""

import pytest

from tests.server.parts import PASSWORD, Browser


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/prices/meal", {"valid_from": "2026-12-01", "bands": "sixty 12"}),
        ("/prices/meal", {"valid_from": "soon", "bands": "60 12"}),
        ("/prices/meal", {"valid_from": "2026-12-01", "bands": "60 12\n60 13"}),
        ("/services/lunch", {"name_zh_CN": "午餐", "openings": "13:30-10:30"}),
        ("/services/lunch", {"name_zh_CN": ""}),
        ("/services/lunch", {"name_zh_CN": "午餐", "tariff": "none"}),
        ("/services/lunch", {"name_zh_CN": "午餐", "stay": "-1"}),
        ("/people", {"name": ""}),
        ("/people", {"name": "李", "birth": "1953-02-30"}),
        ("/people", {"name": "李", "number": "=HYPERLINK(1)"}),
        ("/staff", {"name": "李", "role": "king"}),
        ("/staff", {"name": "李", "role": "desk", "login": "li", "password": "short"}),
        ("/staff", {"name": "李", "role": "desk", "pin": "12"}),
        ("/staff", {"name": "李", "role": "city", "login": "li", "password": PASSWORD}),
        ("/kiosks/token", {"name": " "}),
        ("/settings", {"centre_name": "兴盛", "holidays": "2026-12-01"}),
        ("/settings", {"centre_name": "兴盛", "holidays": "soon 重阳茶会"}),
        ("/settings", {"centre_name": "兴盛", "holidays": "2026-12-01 重阳敬老茶话会日子"}),
        ("/settings", {"centre_name": "=SUM(A1)"}),
        ("/services/lunch", {"name_zh_CN": "营养午餐套餐"}),
        ("/services/lunch", {"name_zh_CN": "午餐", "name_en": "After-school class"}),
        ("/settings", {"centre_name": "大理市下关街道兴盛社区居家养老服务中心"}),
        ("/settings", {"centre_name": "兴盛", "notices": "义" * 24}),
        ("/settings/menu", {"day": "2026-12-01", "menu/lunch": "鸡" * 13}),
    ],
)
def test_a_form_that_makes_no_sense_says_why(browser: Browser, path: str, form: dict[str, str]) -> None:
    """Nothing is changed, and the page has a sentence about it."""
    answer = browser.sign_in().submit(path, **form)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
