"""One BagIt bag (RFC 8493) with all that is handed over, as one zip file."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import bagit

from crawler import __version__
from crawler.cores import cores
from crawler.exports.bag_check import SIGNATURE
from crawler.exports.evidence_copy import copy_evidence
from crawler.exports.formats import offers_csv, offers_json
from crawler.exports.package import NOTICE, Package
from crawler.exports.renditions import paint_pictures
from crawler.exports.report_html import report_html
from crawler.exports.report_pdf import write_reports
from crawler.exports.telling import tell_offer, tell_package
from crawler.exports.workbook import offers_xlsx
from crawler.sharing.signing import public_text, sign, signing_key
from crawler.store import Store
from crawler.workspace import Workspace

SCHEMA_FILE = Path(__file__).with_name("export.schema.json")
_README = f"""\
Offers of CITES-listed wildlife. {NOTICE}

report/report.pdf, report/report.html   the report for people (more than a
                                        hundred offers: several PDF files)
offers/offers.csv, .xlsx, .json         the same offers for programs
offers/export.schema.json               what the JSON file holds
evidence/evidence.warc.gz               what came over the wire (WARC 1.1)
evidence/manifest.jsonl                 the objects' places in the chain of evidence

To see that nothing was changed on the way: citeswatch evidence verify FILE.zip,
or any tool that validates BagIt bags. Do not open an address from your own
connection: the seller sees who looks.
"""


def write_bag(
    package: Package, store: Store, workspace: Workspace, path: Path
) -> list[str]:
    """Write the bag as zip to *path*; tell what could not be put into it.

    Nothing in it is named after what a marketplace published.
    """
    moment = datetime.fromisoformat(package.made_at).astimezone(UTC)
    name = f"citeswatch-offers-{moment:%Y%m%dT%H%M%SZ}"
    with tempfile.TemporaryDirectory(prefix=".bag-", dir=path.parent) as aside:
        folder = Path(aside) / name
        faults = _fill(folder, package, store, workspace.evidence)
        bagit.make_bag(str(folder), _about(package, moment), checksums=["sha256"])
        _sign(folder, workspace)
        _zip(folder, path)
    return faults


def _fill(folder: Path, package: Package, store: Store, evidence: Path) -> list[str]:
    report, tables = folder / "report", folder / "offers"
    pictures = report / "pictures"
    for one in (pictures, tables):
        one.mkdir(parents=True)
    faults, entries = [], []
    with ThreadPoolExecutor(cores()) as painters:
        for record in package.records:
            painted, unshown = paint_pictures(
                evidence, store, record, pictures, painters
            )
            entries.append(tell_offer(record, painted, unshown))
            faults += unshown
    told = tell_package(package, entries)
    made_at = datetime.fromisoformat(package.made_at)
    write_reports(told, pictures, report, made_at)
    (report / "report.html").write_bytes(report_html(told))
    (tables / "offers.csv").write_bytes(offers_csv(package.records))
    (tables / "offers.xlsx").write_bytes(offers_xlsx(package))
    (tables / "offers.json").write_bytes(offers_json(package))
    (tables / "export.schema.json").write_bytes(SCHEMA_FILE.read_bytes())
    (folder / "README.txt").write_text(_README, encoding="utf-8")
    return faults + copy_evidence(evidence, store, package.records, folder / "evidence")


def _about(package: Package, moment: datetime) -> dict[str, str]:
    """Give what `bag-info.txt` says; what is not known is left out."""
    told = {
        "Source-Organization": package.unit,
        "Contact-Email": package.contact,
        "Bagging-Date": f"{moment:%Y-%m-%d}",
        "External-Description": NOTICE,
        "Internal-Sender-Identifier": (package.case or {}).get("reference", ""),
        "Bag-Software-Agent": f"citeswatch {__version__}",
    }
    return {name: value for name, value in told.items() if value}


def _sign(folder: Path, workspace: Workspace) -> None:
    """Sign the checksums of all files, and with them the files."""
    key = signing_key(workspace.folder)
    content = (folder / "manifest-sha256.txt").read_bytes()
    told = {
        "signed": "manifest-sha256.txt",
        "algorithm": "Ed25519",
        "public_key": public_text(key),
        "signature": sign(key, content),
    }
    (folder / SIGNATURE).write_text(json.dumps(told, indent=1), encoding="utf-8")


def _zip(folder: Path, path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as bag:
        for file in _files(folder):
            packed = file.suffix in {".gz", ".jpg", ".pdf", ".xlsx"}
            bag.write(
                file,
                file.relative_to(folder.parent),
                zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED,
            )


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
