"""Formats of other systems are read by those systems' own libraries."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pytest

pymisp = pytest.importorskip("pymisp")
stix2 = pytest.importorskip("stix2")
followthemoney = pytest.importorskip("followthemoney")

from crawler.exports.make import make_export  # noqa: E402
from crawler.store.export_queries import ExportFilters  # noqa: E402
from crawler.workspace import Workspace  # noqa: E402


def written(season: Workspace, tmp_path: Path, name: str) -> str:
    made = make_export(season, ExportFilters(), formats=[name], output=tmp_path)
    return Path(made.files[0].path).read_text("utf-8")


def titles(season: Workspace, tmp_path: Path) -> list[str]:
    offers = json.loads(written(season, tmp_path, "json"))["offers"]
    return [offer["title"] for offer in offers]


def test_misp_reads_an_event_with_an_object_for_each_offer(
    season: Workspace, tmp_path: Path
) -> None:
    event = pymisp.MISPEvent()
    event.load(written(season, tmp_path, "misp"))
    assert event.distribution == 0
    assert [tag.name for tag in event.tags] == ["tlp:amber"]
    found = [
        attribute.value
        for each in event.objects
        for attribute in each.get_attributes_by_relation("title")
    ]
    assert found == titles(season, tmp_path)
    types = pymisp.MISPEvent().describe_types["types"]
    for each in event.objects:
        assert each.name == "wildlife-offer"
        assert all(attribute.type in types for attribute in each.attributes)
        assert not any(attribute.to_ids for attribute in each.attributes)


def test_the_template_of_the_object_is_one_that_misp_takes() -> None:
    from crawler.exports.misp import TEMPLATE

    template = json.loads(TEMPLATE.read_text("utf-8"))
    types = pymisp.MISPEvent().describe_types["types"]
    uuid.UUID(template["uuid"])
    assert set(template["required"]) <= set(template["attributes"])
    for facts in template["attributes"].values():
        assert facts["misp-attribute"] in types
        assert facts["description"] and isinstance(facts["ui-priority"], int)
    made = pymisp.MISPObject(
        "wildlife-offer", strict=True, misp_objects_template_custom=template
    )
    made.add_attribute("title", value="x")
    with pytest.raises(pymisp.exceptions.InvalidMISPObject):
        made.to_json(strict=True)


def test_stix_reads_a_bundle_without_anything_of_its_own(
    season: Workspace, tmp_path: Path
) -> None:
    bundle = stix2.parse(written(season, tmp_path, "stix"), allow_custom=False)
    assert bundle.type == "bundle"
    notes = [each for each in bundle.objects if each.type == "note"]
    assert [note.abstract for note in notes] == titles(season, tmp_path)
    known = {each.id for each in bundle.objects}
    for each in bundle.objects:
        assert set(each.get("object_refs", [])) <= known
    kinds = {each.type for each in bundle.objects}
    assert kinds >= {"identity", "observed-data", "url", "note", "grouping"}


def test_an_object_keeps_its_id_from_export_to_export(
    season: Workspace, tmp_path: Path
) -> None:
    def ids(folder: str) -> list[str]:
        bundle = json.loads(written(season, tmp_path / folder, "stix"))
        return [
            one["id"] for one in bundle["objects"] if one["type"] in {"note", "url"}
        ]

    assert ids("one") == ids("two")


def test_followthemoney_reads_entities_that_hold_together(
    season: Workspace, tmp_path: Path
) -> None:
    text = written(season, tmp_path, "ftm")
    read: list[Any] = []
    for line in text.splitlines():
        entity = followthemoney.model.get_proxy(json.loads(line))
        entity.schema.validate(entity.to_dict())
        read.append(entity)
    ids = {entity.id for entity in read}
    assert len(ids) == len(read)
    pages = [entity for entity in read if entity.schema.name == "HyperText"]
    assert [page.first("title") for page in pages] == titles(season, tmp_path)
    for entity in read:
        for prop, value in entity.itervalues():
            if prop.type.name == "entity":
                assert value in ids
    addresses = [page.first("sourceUrl") for page in pages]
    assert not any(str(one).startswith("javascript:") for one in addresses if one)
