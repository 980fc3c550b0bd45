"""One value, many surfaces: Vietnamese numbers."""

import pytest

from chidao.resolve.numbers import figures, share_of, spelled, value_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7), ("20", 20), ("2.500", 2500), ("473.449", 473449), ("1.291.342", 1291342), ("78.043.245", 78043245),
        ("1,5", 1.5), ("6.7", 6.7), ("17,56", 17.56), ("1.234,5", 1234.5), (" 30 ", 30), ("0,35", 0.35),
        ("12.34.5", None), ("1,2,3", None), ("", None), ("-5", None), ("mười", None), ("٣", None), ("²", None),
    ],
)  # fmt: skip
def test_figures(text: str, value: float | None) -> None:
    assert figures(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("một", 1), ("tư", 4), ("mười", 10), ("mười lăm", 15), ("hai mươi", 20), ("hai mươi mốt", 21),
        ("ba mươi tư", 34), ("năm mươi", 50), ("một trăm", 100), ("một trăm linh năm", 105), ("một trăm lẻ hai", 102),
        ("chín trăm chín mươi chín", 999), ("Hai", 2), ("bẩy", 7),
        ("hai ba", None), ("trăm", None), ("linh", None), ("", None), ("hai triệu", None), ("tất cả", None),
    ],
)  # fmt: skip
def test_spelled(text: str, value: float | None) -> None:
    assert spelled(text) == value


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("tất cả", 100), ("toàn bộ", 100), ("Toàn thể", 100), ("một nửa", 50), ("phân nửa", 50),
        ("hai phần ba", 66.67), ("ba phần tư", 75), ("một phần năm", 20), ("2/3", 66.67), ("1/2", 50),
        ("hai phần", None), ("5/3", None), ("0/3", None), ("nhiều", None), ("hai", None),
    ],
)  # fmt: skip
def test_share_of(text: str, percent: float | None) -> None:
    assert share_of(text) == percent


def test_value_of_takes_figures_and_words() -> None:
    assert (value_of("2.500"), value_of("ba"), value_of("vài")) == (2500, 3, None)
