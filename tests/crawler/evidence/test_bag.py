"""One bag holds what a person and a program need, and shows when it was changed."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import bagit
import jsonschema
import pytest
from click.testing import CliRunner, Result
from fastwarc.warc import ArchiveIterator
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from crawler.cli import main
from crawler.evidence.chain import EvidenceError
from crawler.evidence.reading import open_record
from crawler.exports.bag_check import BagError, unpack
from crawler.workspace import Workspace
from tests.crawler.evidence.conftest import TUSK, Captured


def citeswatch(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def make_bag(workspace: Workspace, output: Path, *words: str) -> Path:
    done = citeswatch(
        *("export", "--workspace", str(workspace.folder), "--format", "bag"),
        *("--output", str(output), *words),
    )
    assert done.exit_code == 0, done.output
    (path,) = output.glob("*.zip")
    return path


@pytest.fixture(scope="module")
def bag(crawled: Captured, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_bag(crawled.workspace, tmp_path_factory.mktemp("bag"))


@pytest.fixture(scope="module")
def opened(bag: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpack(bag, tmp_path_factory.mktemp("opened") / "bag")


def test_the_library_of_the_format_finds_it_valid(opened: Path) -> None:
    found = bagit.Bag(str(opened))
    assert found.is_valid()
    assert found.info["External-Description"].endswith("not a finding of illegality.")


def test_it_holds_the_report_the_data_and_the_evidence(opened: Path) -> None:
    names = {
        str(path.relative_to(opened / "data"))
        for path in opened.rglob("data/**/*")
        if path.is_file() and path.parent.name != "pictures"
    }
    assert names == {
        *("README.txt", "report/report.pdf", "report/report.html"),
        *("offers/offers.csv", "offers/offers.xlsx", "offers/offers.json"),
        *("offers/export.schema.json", "evidence/evidence.warc.gz"),
        "evidence/manifest.jsonl",
    }


def test_the_json_is_as_the_schema_beside_it_says(opened: Path) -> None:
    offers = opened / "data" / "offers"
    document = json.loads((offers / "offers.json").read_text("utf-8"))
    schema = json.loads((offers / "export.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(document)
    (first,) = [one for one in document["offers"] if one["listing_id"] == "/1"]
    kinds = [kept["kind"] for kept in first["evidence"]]
    assert kinds.count("page") == 1
    assert kinds.count("picture") == 2


def test_every_data_file_holds_the_same_offers(opened: Path) -> None:
    offers = opened / "data" / "offers"
    document = json.loads((offers / "offers.json").read_text("utf-8"))
    titles = [one["title"] for one in document["offers"]]
    text = (offers / "offers.csv").read_bytes().decode("utf-8-sig")
    table = csv.DictReader(io.StringIO(text, newline=""))
    assert [row["title"] for row in table] == titles
    sheet = load_workbook(offers / "offers.xlsx")["Offers"]
    head, *rows = sheet.iter_rows(values_only=True)
    assert [row[head.index("title")] for row in rows] == titles


def test_the_pdf_tells_what_was_offered_and_why(opened: Path) -> None:
    reader = PdfReader(opened / "data" / "report" / "report.pdf")
    text = "\n".join(page.extract_text() for page in reader.pages)
    joined = " ".join(text.split())
    assert f"{TUSK} one" in joined
    assert "Loxodonta africana" in joined
    assert "Chain of custody" in joined
    assert "not a finding of illegality" in joined
    assert "12 €" in joined
    assert any(page.images for page in reader.pages)


def test_the_page_runs_nothing_and_asks_nobody(opened: Path) -> None:
    text = (opened / "data" / "report" / "report.html").read_text("utf-8")
    assert f"{TUSK} one" in text
    assert "default-src 'none'" in text
    assert "<script" not in text and "href=" not in text


def test_pictures_are_copies_painted_anew(opened: Path, crawled: Captured) -> None:
    painted = sorted((opened / "data" / "report" / "pictures").iterdir())
    assert len(painted) == 3
    for path in painted:
        with Image.open(path) as image:
            assert (image.format, image.size) == ("JPEG", (60, 60))


def test_the_evidence_is_replayed_by_another_reader(opened: Path) -> None:
    lines = (opened / "data/evidence/manifest.jsonl").read_text("utf-8").splitlines()
    told = [json.loads(line) for line in lines]
    with (opened / "data" / "evidence" / "evidence.warc.gz").open("rb") as file:
        ids = [r.record_id for r in ArchiveIterator(file, parse_http=False)]
    assert ids == [one["record_id"] for one in told]
    assert {one["kind"] for one in told} >= {"about", "page", "picture", "request"}


def test_a_case_goes_out_whole(copy: Workspace, tmp_path: Path) -> None:
    from crawler.store import Store

    with Store.open(copy.database) as store:
        store.conn.execute(
            """INSERT INTO cases (reference, title, opened_at, opened_by)
               VALUES ('2026-014', 'Tusks', '2026-11-01T00:00:00Z', 'ana')"""
        )
        store.conn.execute(
            """INSERT INTO case_listings (case_id, listing, added_at, added_by)
               SELECT 1, id, '2026-11-01T00:00:00Z', 'ana' FROM listings
               WHERE listing_id IN ('/1', '/3')"""
        )
    folder = unpack(
        make_bag(copy, tmp_path / "out", "--case", "2026-014"), tmp_path / "b"
    )
    document = json.loads((folder / "data/offers/offers.json").read_text("utf-8"))
    schema = json.loads((folder / "data/offers/export.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(document)
    assert {one["listing_id"] for one in document["offers"]} == {"/1", "/3"}
    assert document["case"]["reference"] == "2026-014"


def test_a_case_that_is_not_there_is_told(copy: Workspace) -> None:
    done = citeswatch("export", "--workspace", str(copy.folder), "--case", "2026-999")
    assert done.exit_code == 1
    assert "there is no case '2026-999'" in done.output


def test_a_search_narrows(copy: Workspace, tmp_path: Path) -> None:
    words = ("--search", "four tusk")
    folder = unpack(make_bag(copy, tmp_path / "out", *words), tmp_path / "b")
    document = json.loads((folder / "data/offers/offers.json").read_text("utf-8"))
    assert [one["listing_id"] for one in document["offers"]] == ["/4"]


# Attacks


def repacked(bag: Path, target: Path, change: Callable[[Path], None]) -> Path:
    """Unpack, change, and pack again as somebody on the way might."""
    folder = unpack(bag, target / "changed")
    change(folder)
    path = target / "changed.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                packed.write(file, file.relative_to(folder.parent))
    return path


def edit(path: str, before: str, after: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        file = folder / path
        text = file.read_text("utf-8")
        assert before in text
        file.write_text(text.replace(before, after), "utf-8")

    return change


def edit_and_sum(folder: Path) -> None:
    """Change an offer and put the new checksum into the bag's manifests."""
    edit("data/offers/offers.json", "one", "two")(folder)
    bagit.Bag(str(folder)).save(manifests=True)


def flip_record(folder: Path) -> None:
    path = folder / "data" / "evidence" / "evidence.warc.gz"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    bagit.Bag(str(folder)).save(manifests=True)


def take_away(folder: Path) -> None:
    (folder / "data" / "report" / "report.pdf").unlink()


def ask_elsewhere(folder: Path) -> None:
    (folder / "fetch.txt").write_text("http://evil.example/x 3 data/x.txt\n")


def nest_without_end(path: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / path).write_text("[" * 200_000)

    return change


def claim_an_odd_encoding(folder: Path) -> None:
    (folder / "bagit.txt").write_text(
        "BagIt-Version: 0.97\nTag-File-Character-Encoding: zlib\n"
    )


TAMPERED: list[tuple[Callable[[Path], None], str]] = [
    (edit("data/offers/offers.json", "one", "two"), "sha256 validation failed"),
    (edit_and_sum, "was changed after it was exported"),
    (edit_and_sum, "not signed by whom it should be"),
    (flip_record, "is not in the WARC file as it was captured"),
    (take_away, "but found 11 files"),
    (ask_elsewhere, "fetch.txt"),
    (nest_without_end("data/offers/offers.json"), "offers.json cannot be read"),
    (nest_without_end("data/evidence/manifest.jsonl"), "evidence cannot be read"),
    (nest_without_end("signature.json"), "not signed by whom it should be"),
    (claim_an_odd_encoding, "is no BagIt bag"),
]


@pytest.mark.parametrize(("change", "says"), TAMPERED)
def test_a_bag_that_was_changed_is_refused(
    bag: Path, tmp_path: Path, change: Callable[[Path], None], says: str
) -> None:
    done = citeswatch("evidence", "verify", str(repacked(bag, tmp_path, change)))
    assert done.exit_code == 1
    assert says in done.output


def test_a_bag_of_another_unit_is_told_from_ours(
    bag: Path, copy: Workspace, tmp_path: Path
) -> None:
    ours = json.loads(citeswatch("evidence", "verify", str(bag), "--json").output)
    (copy.folder / "signing.key").unlink(missing_ok=True)
    theirs = make_bag(copy, tmp_path / "theirs")
    words = ("--signer", ours["signed_by"])
    assert citeswatch("evidence", "verify", str(bag), *words).exit_code == 0
    done = citeswatch("evidence", "verify", str(theirs), *words)
    assert done.exit_code == 1
    assert "not signed by whom it should be" in done.output


def hostile(path: Path, *entries: tuple[str, bytes, int]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content, mode in entries:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, content)
    return path


PLAIN = stat.S_IFREG | 0o644
HOSTILE = [
    ([("../../evil.txt", b"x", PLAIN)], "no name that a bag of ours holds"),
    ([("bag/../../evil.txt", b"x", PLAIN)], "no name that a bag of ours holds"),
    ([("/etc/evil.txt", b"x", PLAIN)], "no name that a bag of ours holds"),
    ([("bag\\..\\evil.txt", b"x", PLAIN)], "no name that a bag of ours holds"),
    ([("C:evil.txt", b"x", PLAIN)], "no name that a bag of ours holds"),
    ([("bag/link", b"/etc/passwd", stat.S_IFLNK | 0o777)], "is a link"),
    ([("bag/pipe", b"", stat.S_IFIFO | 0o644)], "is a link"),
    ([("bag/bomb", b"\0" * 50_000_000, PLAIN)], "would unpack to"),
    ([("bag/a", b"1", PLAIN), ("bag/A", b"2", PLAIN)], "two files of one name"),
    ([("bag/a", b"1", PLAIN), ("bag/a/b", b"2", PLAIN)], "two files of one name"),
    ([("bag/A/b", b"1", PLAIN), ("bag/a", b"2", PLAIN)], "two files of one name"),
    ([("one/a", b"1", PLAIN), ("two/a", b"2", PLAIN)], "no single folder"),
]


@pytest.mark.parametrize(("entries", "says"), HOSTILE, ids=lambda case: str(case)[:40])
def test_a_hostile_zip_is_refused_and_leaves_nothing_outside(
    tmp_path: Path, entries: list[tuple[str, bytes, int]], says: str
) -> None:
    path = hostile(tmp_path / "evil.zip", *entries)
    with pytest.raises(BagError, match=says):
        unpack(path, tmp_path / "deep" / "er" / "bag")
    outside = {one.name for one in tmp_path.rglob("*") if one.is_file()}
    assert not outside & {"evil.txt", "link", "pipe"}
    assert not (tmp_path / "deep" / "er" / "bag").exists()


def test_a_zip_that_was_damaged_is_refused_and_leaves_nothing(
    bag: Path, tmp_path: Path
) -> None:
    content = bytearray(bag.read_bytes())
    content[60:90] = b"\xff" * 30
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(content)
    with pytest.raises(BagError, match="no zip file that can be read"):
        unpack(damaged, tmp_path / "bag")
    assert not (tmp_path / "bag").exists()


def test_a_bag_of_a_packer_that_names_no_kinds_of_file_is_opened(
    bag: Path, tmp_path: Path
) -> None:
    plain = tmp_path / "plain.zip"
    with zipfile.ZipFile(bag) as ours, zipfile.ZipFile(plain, "w") as theirs:
        for name in ours.namelist():
            theirs.writestr(name, ours.read(name))
    assert citeswatch("evidence", "verify", str(plain)).exit_code == 0


def test_a_record_that_unpacks_without_end_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("crawler.evidence.reading.LARGEST_PAYLOAD", 3 * 1024 * 1024)
    head = (
        "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        "WARC-Target-URI: https://shelf.example/\r\nContent-Length: {}\r\n\r\n"
    )
    for size, refused in ((3 * 1024 * 1024, False), (50 * 1024 * 1024, True)):
        record = gzip.compress(head.format(size).encode() + b"\0" * size + b"\r\n\r\n")
        if refused:
            with pytest.raises(EvidenceError, match="unpacks to more than 3,145,728"):
                open_record(record)
        else:
            assert len(open_record(record).payload) == size


def test_what_is_no_bag_is_told(tmp_path: Path) -> None:
    text = tmp_path / "text.zip"
    text.write_text("no zip at all")
    done = citeswatch("evidence", "verify", str(text))
    assert done.exit_code == 1
    assert "no zip file that can be read" in done.output
    empty = hostile(tmp_path / "empty.zip", ("bag/a.txt", b"x", PLAIN))
    done = citeswatch("evidence", "verify", str(empty))
    assert "is no BagIt bag" in done.output


def test_names_of_files_hold_nothing_of_a_listing(bag: Path) -> None:
    with zipfile.ZipFile(bag) as packed:
        for name in packed.namelist():
            assert "TUSK" not in name and ".." not in name
            assert all(letter.isascii() for letter in name)


def test_a_polyglot_brings_nothing_along(tmp_path: Path) -> None:
    from crawler.evidence.pictures import harmless_copy
    from tests.crawler.evidence.conftest import picture

    archive = hostile(tmp_path / "hidden.zip", ("run.js", b"alert(1)", PLAIN))
    polyglot = picture() + archive.read_bytes() + b"<script>alert(1)</script>"
    assert zipfile.is_zipfile(io.BytesIO(polyglot))
    copied = harmless_copy(polyglot)
    assert not zipfile.is_zipfile(io.BytesIO(copied))
    assert b"script" not in copied and b"alert" not in copied


def test_a_copy_keeps_nothing_but_the_pixels() -> None:
    from crawler.evidence.pictures import harmless_copy

    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at home"  # ImageDescription
    exif[0x0112] = 6  # Orientation: turned by a quarter
    picture = Image.new("RGB", (60, 40), "teal")
    picture.save(out, "JPEG", exif=exif, comment=b"call 555 0100")
    copied = harmless_copy(out.getvalue())
    assert b"taken at home" not in copied and b"555 0100" not in copied
    with Image.open(io.BytesIO(copied)) as image:
        assert image.size == (40, 60)
        assert not image.getexif()


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "CMYK", "I;16"])
def test_a_picture_in_any_mode_is_copied(mode: str) -> None:
    from crawler.evidence.pictures import harmless_copy

    out = io.BytesIO()
    kind = "JPEG" if mode == "CMYK" else "PNG"
    Image.new(mode, (30, 20)).save(out, kind)
    with Image.open(io.BytesIO(harmless_copy(out.getvalue()))) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (30, 20))


def test_the_file_is_noted_with_its_checksum(bag: Path, crawled: Captured) -> None:
    digest = hashlib.sha256(bag.read_bytes()).hexdigest()
    noted = crawled.outcome.rows(
        "SELECT format, rows FROM exports WHERE sha256 = ?", digest
    )
    assert noted == [("bag", 3)]


def test_importing_opens_it_where_it_was_told(bag: Path, tmp_path: Path) -> None:
    done = citeswatch("evidence", "import", str(bag), "--output", str(tmp_path / "in"))
    assert done.exit_code == 0, done.output
    assert list((tmp_path / "in").rglob("report.pdf"))
    again = citeswatch("evidence", "import", str(bag), "--output", str(tmp_path / "in"))
    assert again.exit_code == 2
    shutil.rmtree(tmp_path / "in")
