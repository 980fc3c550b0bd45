"""Pages in the shapes of real portals, filled with the articles of this corpus.

    python corpus/pages/build.py OUT              two pages of every shape; OUT.csv says what they hold
    python corpus/pages/build.py OUT.warc.gz -n N N pages as the answers of a crawl

A shape (`shapes/*.html`) is the markup of one kind of site, as its content management system writes it: its navigation,
its related links and comments, its counters and hidden tables. What an article says comes from `../articles`, so that
it is known to the letter which lines of a page are the article.
"""

import argparse
import csv
import gzip
import io
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import jinja2
from markupsafe import Markup

HERE = Path(__file__).parent
CORPUS = HERE.parent
# A line of an article's text that is shorter is its author, a caption, or a remain of the page it came from.
PARAGRAPH = 60
# These are pages with chrome of their own, which is not to be taken for text.
LEFT_OUT = ("008", "019")

SITES = (
    ("Cổng thông tin điện tử tỉnh Sơn Hà", "sonha.gov.vn", "tỉnh Sơn Hà", "Sơn Hà"),
    ("Báo Trường Giang", "baotruonggiang.vn", "tỉnh Trường Giang", "Báo TG"),
    ("Trang thông tin huyện Phú Lâm", "phulam.sonha.gov.vn", "huyện Phú Lâm", "Phú Lâm"),
    ("Đảng bộ tỉnh Vân Khê", "tinhuyvankhe.vn", "tỉnh Vân Khê", "Vân Khê"),
)
MENU = ("Trang chủ", "Giới thiệu", "Tin tức", "Xây dựng Đảng", "Kinh tế", "Văn hóa - Xã hội", "Văn bản", "Liên hệ")
NOTICES = (
    "Từ ngày 01 tháng này, bộ phận một cửa tiếp nhận hồ sơ cả sáng thứ Bảy; đề nghị công dân đến đúng giờ đã hẹn.",
    "Mời bạn đọc góp ý cho dự thảo quy hoạch tỉnh. Ý kiến gửi về Sở Kế hoạch và Đầu tư trước ngày 15 tháng tới.",
)
DOCUMENTS = (
    "Công văn 1190/UBND-TH về việc chuẩn bị nội dung phiên họp thường kỳ",
    "Quyết định 77/QĐ-UBND phê duyệt kế hoạch kiểm tra năm",
    "Thông báo 31-TB/TU kết luận của Thường trực Tỉnh ủy",
)
COMMENTS = (
    ("Nguyễn Văn Hòa", "Chủ trương rất đúng, mong các cấp làm nghiêm và công khai kết quả để người dân theo dõi."),
    (
        "Trần Thu",
        "Xã tôi năm ngoái cũng họp bàn việc này nhưng rồi không ai nhắc lại, đường vẫn hỏng, nước vẫn thiếu.",
    ),
    ("Lê Quang", "Đề nghị phải giao rõ cho từng người, đến hạn không xong thì xử lý trách nhiệm người đứng đầu."),
    ("Bạn đọc", "Bài viết hay, cảm ơn tòa soạn. Mong có thêm số liệu so sánh với các tỉnh bên cạnh để dễ hình dung."),
)
MORE = (
    "Tôi làm ở cơ sở hơn hai mươi năm, thấy việc gì cũng vậy, kế hoạch thì nhiều mà người làm thì ít, kinh phí lại về"
    " chậm. Muốn làm tốt thì trước hết phải chọn đúng người, phân công rõ việc, hằng tháng kiểm tra, cuối năm đánh giá"
    " bằng kết quả chứ không phải bằng báo cáo. Chúng tôi ở dưới chỉ mong như thế, còn văn bản thì đã đủ cả rồi."
)
# How the words under the shapes' pictures begin, or what they hold.
CAPTIONS = (
    "Ảnh:", "Quang cảnh", "Toàn cảnh", "Các đại biểu dự", "Đồng chí Bí thư phát biểu", "Chủ tọa điều hành",
)  # fmt: skip
WEEKDAYS = ("Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Chủ nhật")


class Paragraph(NamedTuple):
    """A paragraph of an article; an item of a list has its dash in `text` and not in `bare`."""

    text: str

    @property
    def item(self) -> bool:
        return self.text.startswith(("- ", "+ "))

    @property
    def bare(self) -> str:
        return self.text[2:] if self.item else self.text


class Article(NamedTuple):
    """An article of the corpus, taken apart."""

    name: str
    title: str
    lead: str
    paragraphs: list[Paragraph]
    author: str
    day: datetime

    @property
    def slug(self) -> str:
        return self.name.split("-", 1)[1]

    @property
    def json_title(self) -> Markup:
        return Markup(json.dumps(self.title, ensure_ascii=False)[1:-1])

    @property
    def teaser(self) -> str:
        return f"{(self.lead or self.paragraphs[0].text)[:150].rsplit(' ', 1)[0]}..."

    @property
    def short(self) -> list[Paragraph]:
        """The article as a short item: what follows the lead, two paragraphs of it."""
        return self.paragraphs[:2]


class Sample(NamedTuple):
    """A page with what a reader has to find in it: `main` are the paragraphs of the article, lead included."""

    shape: str
    name: str
    markup: str
    title: str
    published: str
    author: str
    main: list[str]


def articles() -> list[Article]:
    """Return the articles of the corpus that have a day, in their order."""
    with (CORPUS / "manifest.csv").open(encoding="utf-8", newline="") as handle:
        titles = {Path(row["file"]).stem: row["title"] for row in csv.DictReader(handle)}
    gold = [json.loads(line) for line in (CORPUS.parent / "annotations" / "gold.jsonl").read_text("utf-8").splitlines()]
    days = {one["article"]: one["published"] for one in gold}
    return [
        _article(name, title, days[name[:3]])
        for name, title in titles.items()
        if days[name[:3]] and name[:3] not in LEFT_OUT
    ]


def _article(name: str, title: str, day: str) -> Article:
    lines = [x.strip() for x in (CORPUS / "articles" / f"{name}.txt").read_text("utf-8").splitlines()]
    body = lines[lines.index(title) + 1 :]
    kept = [x for x in body if _is_text(x) and x != title]
    last = max(body.index(x) for x in kept)
    author = next(x for x in body[last + 1 :] if x)
    lead = kept[0] if len(kept[0]) < 320 and len(kept) > 3 else ""
    hour = datetime.fromisoformat(day).replace(hour=7 + len(title) % 12, minute=len(name) % 60)
    return Article(name, title, lead, [Paragraph(x) for x in kept[bool(lead) :]], author, hour)


def _is_text(line: str) -> bool:
    prose = len(line) >= PARAGRAPH or line.startswith(("- ", "+ ")) or line.endswith(":")
    return prose and not line.startswith(("Cỡ chữ", "(Ảnh", "Số giấy phép", "Cơ quan quản lý")) and "Ảnh:" not in line


def samples(count: int | None = None) -> Iterator[Sample]:
    """Yield two pages of every shape, or `count` pages: each shape in turn with each article in turn."""
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE / "shapes"), autoescape=True)
    shapes = sorted(environment.list_templates())
    texts = articles()
    for n in range(len(shapes) * 2 if count is None else count):
        shape = shapes[n % len(shapes)]
        article = texts[(n * 5 + n // len(shapes)) % len(texts)]
        others = [texts[(texts.index(article) + k) % len(texts)] for k in range(2, 8)]
        yield _sample(environment.get_template(shape), Path(shape).stem, n, article, others)


def _sample(template: jinja2.Template, shape: str, n: int, article: Article, related: list[Article]) -> Sample:
    name, host, place, short = SITES[n % len(SITES)]
    weekday = WEEKDAYS[article.day.weekday()]
    weekday_long = weekday if weekday == "Chủ nhật" else f"Thứ {weekday.lower()}"
    markup = template.render(
        a=article,
        related=related,
        site={
            "name": name,
            "host": host,
            "place": place,
            "short": short,
            "licence": 11 + n % 80,
            "address": f"Số {3 + n % 90}, đường Trần Phú, thành phố {short}",
            "phone": f"0299.38{n % 90 + 10:02d}456",
        },
        menu=[{"name": m, "slug": f"muc-{i}"} for i, m in enumerate(MENU)],
        comments=[{"name": who, "text": said, "more": MORE} for who, said in COMMENTS],
        notice=NOTICES[n % len(NOTICES)],
        documents=DOCUMENTS,
        views=1200 + n,
        now="Thứ Ba, 04/11/2025, 09:30",
        weekday=WEEKDAYS.index(weekday) + 2 if weekday != "Chủ nhật" else weekday,
        weekday_long=weekday_long,
        weekday_upper=weekday_long.upper(),
    )
    body = article.short if shape == "daily-comments" else article.paragraphs
    shown = [p.bare if shape == "liferay-7" else p.text for p in body]
    main = [*([article.lead] if article.lead else []), *shown]
    return Sample(
        shape, f"{n:04d}-{shape}.html", markup, article.title, article.day.date().isoformat(), article.author, main
    )


def warc_record(sample: Sample, number: int) -> bytes:
    """Return a page as the record of a crawl, packed on its own as Common Crawl does."""
    body = sample.markup.encode()
    http = (
        f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + body
    )
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>\r\nWARC-Date: 2025-11-04T02:30:00Z\r\n"
        f"WARC-Target-URI: https://example.vn/{sample.name}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as stream:
        stream.write(head.encode() + http + b"\r\n\r\n")
    return packed.getvalue()


def main() -> int:
    """Write the pages; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="a folder, or a file that ends in .warc.gz")
    parser.add_argument("-n", type=int, default=None, help="how many pages (two of every shape if unsaid)")
    arguments = parser.parse_args()
    if arguments.out.name.endswith(".warc.gz"):
        arguments.out.parent.mkdir(parents=True, exist_ok=True)
        with arguments.out.open("wb") as stream:
            for number, sample in enumerate(samples(arguments.n)):
                stream.write(warc_record(sample, number))
        return 0
    arguments.out.mkdir(parents=True, exist_ok=True)
    with arguments.out.with_name(f"{arguments.out.name}.csv").open("w", encoding="utf-8", newline="") as handle:
        rows = csv.writer(handle, lineterminator="\n")
        rows.writerow(("file", "shape", "title", "published", "author"))
        for sample in samples(arguments.n):
            (arguments.out / sample.name).write_text(sample.markup, encoding="utf-8")
            rows.writerow((sample.name, sample.shape, sample.title, sample.published, sample.author))
    return 0


if __name__ == "__main__":
    sys.exit(main())
