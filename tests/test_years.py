"""The year against which open dates count, of articles without a publication date: one value, many surfaces."""

import pytest

from chidao import clean, ingest
from chidao.model import Page
from chidao.years import latest_year, year_of_article

EVIDENT = [
    # what an article says of its own time
    ("Đoàn kiểm tra làm việc tại huyện trong các ngày 3-5/6/2017. Báo cáo gửi trước ngày 20/6.", 2017),
    ("Trong 6 tháng đầu năm 2019, thu ngân sách đạt 52%. Các sở hoàn thành kế hoạch trước ngày 30/9.", 2019),
    ("Hội nghị bàn về nhiệm vụ năm 2018. Các huyện báo cáo trước ngày 5/3.", 2018),
    ("Kết quả trong quý I/2021 còn thấp. Các sở khắc phục trước ngày 15/5.", 2021),
    # a full day in the lead, two full days, a year named three times
    ("Chiều 17/6/2017, Sở Xây dựng làm việc với quận. Quận báo cáo trước ngày 30/6.", 2017),
    ("Hội nghị họp nhiều phiên. " * 30 + "Phiên ngày 3/4/2017 bàn về đất đai, phiên ngày 10/5/2017 về nhà ở.", 2017),
    ("Hội nghị họp nhiều phiên. " * 30 + "Trong năm 2017 khó, năm 2017 nhiều việc, nhưng năm 2017 đạt kế hoạch.", 2017),
    ("Tính đến ngày 20/4/2019, các xã thu 12 tỷ đồng. Chi cục báo cáo trước ngày 25/6.", 2019),
    # the same months of last year are held against this year's
    ("Thu ngân sách tăng 7% so với cùng kỳ năm 2018. Các huyện báo cáo trước ngày 25/7.", 2019),
    # what is planned for a year lies ahead where the article speaks of its own time elsewhere
    ("Trong 6 tháng đầu năm 2021, cả nước bán 12 nhà máy. Ba nhà máy nữa sẽ bán xong trong năm 2022.", 2021),
]
OPEN = [
    "Các huyện báo cáo trước ngày 5/3.",
    # told in passing: a past day far behind, a decree's day, a comparison, a horizon
    "Hội nghị họp nhiều phiên. " * 30 + "Dự án khởi công ngày 3/4/2013. Chủ đầu tư báo cáo trước ngày 30/6.",
    "Hội nghị họp nhiều phiên. " * 30
    + "Theo Nghị định số 15/2014/NĐ-CP ngày 3/2/2014, các xã báo cáo trước ngày 30/6.",
    # the number of a paper is no month, its day no day of the article
    "Theo Nghị định 68/2013 của Chính phủ và Nghị định 11/2013, các xã báo cáo trước ngày 30/6.",
    "Căn cứ Thông tư số 15/2014/TT-BTC ngày 3/2/2014, các xã báo cáo trước ngày 30/6.",
    "Trong năm 2016, tỉnh thu 300 tỷ đồng. Các huyện báo cáo trước ngày 30/6.",
    "Đến năm 2030, thành phố có tám tuyến. Sở trình đề án trước ngày 30/9.",
    # a law of next year holds from then on; the article is older
    "Luật có hiệu lực từ 1/1/2018. Trong năm 2017 phải chuẩn bị. Nhưng năm 2017 còn ngắn, "
    "năm 2017 nhiều việc, năm 2017 khó, năm 2017 đạt. Kế hoạch năm 2018 sẽ bàn sau.",
]


def page_of(text: str) -> Page:
    return clean.clean(ingest.article(text, path="bai.txt"))


@pytest.mark.parametrize(("text", "year"), EVIDENT)
def test_evident(text: str, year: int) -> None:
    assert year_of_article(page_of(text)) == year


@pytest.mark.parametrize("text", OPEN)
def test_open(text: str) -> None:
    assert year_of_article(page_of(text)) is None


def test_what_is_told_in_passing_still_tells_what_is_past() -> None:
    assert latest_year(page_of("Trong năm 2016, tỉnh thu 300 tỷ đồng. Các huyện báo cáo trước ngày 30/6.")) == 2016


def test_a_year_named_once_beside_another_lies_ahead() -> None:
    text = (
        "Trong năm 2017, thành phố thí điểm. Kế hoạch của năm 2017 và nhiệm vụ năm 2017 đã rõ; sang năm 2018 mở rộng."
    )
    assert latest_year(page_of(text)) == 2017
