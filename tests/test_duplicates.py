"""Copies of an article are marked with the first one, none is dropped."""

import json
from pathlib import Path

import pytest

import chidao
from chidao.duplicates import SIMILAR, Fingerprint, Seen, fingerprint
from chidao.records import decode, encode, mark_duplicate, verify
from chidao.run import run

DISPATCH = (
    "Huyện Bình Lâm đẩy mạnh cải cách hành chính\n\n"
    "Sáng 12/5/2019, UBND huyện Bình Lâm tổ chức hội nghị sơ kết công tác cải cách hành chính bốn tháng đầu năm, "
    "triển khai nhiệm vụ đến hết năm. Theo báo cáo, các phòng chuyên môn đã giải quyết trên chín nghìn hồ sơ, trong đó "
    "hồ sơ đúng hạn chiếm phần lớn; bộ phận một cửa của mười hai xã được trang bị lại máy tính và máy quét.\n\n"
    "Kết luận hội nghị, Chủ tịch UBND huyện yêu cầu các xã rà soát thủ tục còn rườm rà, công khai số điện thoại của "
    "người phụ trách, trả lời phản ánh của người dân trong 5 ngày, báo cáo trước ngày 30/6/2019. Phòng Nội vụ "
    "kiểm tra việc thực hiện tại từng xã, tham mưu xử lý nơi để hồ sơ quá hạn nhiều lần mà không xin lỗi người dân.\n"
)
OTHER = (
    "Nông dân xã Phú Thạnh thu hoạch sớm để tránh lũ\n\n"
    "Mấy hôm nay, bà con xã Phú Thạnh tranh thủ gặt lúa chín trên những cánh đồng thấp. Nước sông dâng nhanh hơn mọi "
    "năm, máy gặt phải thuê từ huyện bên, giá công tăng gần một nửa nhưng ai cũng muốn xong trước rằm tháng bảy.\n"
)


def printed(text: str) -> Fingerprint:
    return fingerprint(chidao.extract(text))


@pytest.mark.parametrize(
    ("copy", "similarity"),
    [
        (DISPATCH, 1.0),
        (DISPATCH.replace("đẩy mạnh", "ĐẨY MẠNH").replace(",", " ,"), 1.0),
        (DISPATCH.replace("xử lý", "xử lí"), 0.98),
        ("Trang chủ | Liên hệ | RSS\n" + DISPATCH.replace("mười hai xã", "các xã"), 0.95),
        (DISPATCH + "\nẢnh của phóng viên chụp tại trụ sở UBND huyện sáng cùng ngày khi hội nghị vừa bắt đầu.", 0.9),
        (OTHER, None),
        (DISPATCH[:250], None),
    ],
)
def test_copies(copy: str, similarity: float | None) -> None:
    seen = Seen()
    first = printed(DISPATCH)
    assert seen.place(first) is None
    found = seen.place(printed(copy))
    if similarity is None:
        assert found is None
    else:
        assert found is not None
        assert found.of == first.id
        assert found.similarity == pytest.approx(similarity, abs=0.08)
        assert (found.similarity == 1.0) == (similarity == 1.0)


def test_a_mark_leads_to_the_first_article_and_never_to_a_copy() -> None:
    seen = Seen()
    near = DISPATCH.replace("mười hai xã", "các xã")
    first = printed(DISPATCH)
    marks = [seen.place(printed(t)) for t in (DISPATCH, near, near, near.replace("xử lý", "xử lí"))]
    assert marks[0] is None
    assert [m.of for m in marks[1:] if m] == [first.id] * 3
    assert marks[1] == marks[2]  # a copy of a copy is as similar to the first as the copy is


def test_short_texts_are_copies_only_when_equal() -> None:
    seen = Seen()
    places = [seen.place(printed(t)) for t in ("Họp báo chiều nay.", "Họp báo chiều mai.", "Họp báo chiều nay!")]
    assert [p and p.similarity for p in places] == [None, None, 1.0]


def test_what_is_remembered_for_one_band_is_bounded() -> None:
    """Forms that share a band by the hundred must not make every lookup longer than the one before."""
    seen = Seen()
    for i in range(100):
        minhash = b"same" * 5 + b"".join((i * 1000 + n).to_bytes(4, "little") for n in range(120))
        assert seen.place(Fingerprint(f"{i}", i.to_bytes(16, "little"), minhash)) is None
    most = seen._tables.execute("SELECT max(n) FROM (SELECT count(*) AS n FROM band GROUP BY key)").fetchone()[0]
    assert most == 32


def test_a_marked_record_is_the_record_with_two_fields_more() -> None:
    record = chidao.extract(DISPATCH)
    marked = decode(mark_duplicate(encode(record), "0123456789abcdef", 0.92))
    assert (marked.duplicate_of, marked.similarity) == ("0123456789abcdef", 0.92)
    assert encode(record) == mark_duplicate(encode(marked), "x", 1.0).replace(
        b'"duplicate_of":"x","similarity":1.0', b'"duplicate_of":null,"similarity":null'
    )
    assert verify(marked) == []
    half = json.loads(encode(record)) | {"similarity": 0.9}
    assert verify(decode(json.dumps(half))) == ["duplicate_of and similarity: one stands without the other"]


def test_old_records_are_read() -> None:
    old = json.loads(encode(chidao.extract(OTHER)))
    del old["duplicate_of"], old["similarity"]
    assert decode(json.dumps(old)).duplicate_of is None


def test_a_run_marks_the_same_with_any_number_of_workers(tmp_path: Path) -> None:
    source = tmp_path / "articles.jsonl"
    texts = [f"{OTHER}\nBài số {i}: {' '.join(str(i * 100 + n) for n in range(90))}" for i in range(50)]
    texts[20:20] = [DISPATCH, OTHER, DISPATCH.replace("mười hai xã", "các xã")]
    texts.append(DISPATCH)
    source.write_text("".join(json.dumps({"text": t}) + "\n" for t in texts), encoding="utf-8")
    runs = {n: run([source], tmp_path / str(n), workers=n) for n in (1, 2)}
    lines = [(tmp_path / str(n) / "records.jsonl").read_bytes() for n in runs]
    assert lines[0] == lines[1]
    records = [decode(line) for line in lines[0].splitlines()]
    assert len(records) == len(texts)
    marked = {i: r.duplicate_of for i, r in enumerate(records) if r.duplicate_of}
    assert marked == {22: records[20].id, len(texts) - 1: records[20].id}
    assert records[-1].id == records[-1].duplicate_of
    assert records[22].similarity is not None
    assert SIMILAR <= records[22].similarity < 1.0
    assert {r.duplicates for r in runs.values()} == {2}
