"""Tables of `citeswatch.toml`: politeness, evidence, privacy, cluster."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator


def _check_currency(code: str) -> str:
    from crawler.currencies import is_currency

    if not is_currency(code):
        raise ValueError(f"{code!r} is no ISO 4217 code; write it as EUR or USD")
    return code


Days = Annotated[int, Field(ge=1, le=36500)]


class Table(BaseModel):
    """What every table shares: no unknown key, no change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PolitenessSettings(Table):
    """`[politeness]`: what holds for every site."""

    requests_per_day: Annotated[int, Field(ge=1)] = 20_000
    """Most requests to one domain in a day (UTC), of all spiders together."""


class EvidenceSettings(Table):
    """`[evidence]`: what is kept of a flagged offer."""

    capture: bool = True
    """Keep what came over the wire when an offer is first flagged."""
    appendices: list[Literal["I", "II", "III"]] = ["I"]
    """Appendices whose likely and possible offers are captured."""
    pictures: Annotated[int, Field(ge=0, le=40)] = 8
    """Most pictures of a listing that are fetched."""
    picture_megabytes: Annotated[int, Field(ge=1, le=100)] = 10
    """Larger pictures are not fetched."""
    screenshots: bool = False
    """Paint each captured page as a picture and a PDF; needs the extra `browser`."""
    timestamp_authority: str = ""
    """Address of an RFC 3161 time stamp authority; empty: no time stamps."""
    timestamp_roots: str = ""
    """File of the authority's root certificates, PEM."""


class ReportSettings(Table):
    """`[report]`: what the report may use beside the database."""

    currency: Annotated[str, AfterValidator(_check_currency)] = "EUR"
    """Currency that prices are converted into, ISO 4217."""
    rates: str = ""
    """File of exchange rates, CSV; empty: nothing is converted."""
    rates_source: str = ""
    """Who published them, where the file is none of the European Central Bank."""
    rate_days: Annotated[int, Field(ge=0, le=366)] = 7
    """How old a rate may be that is used."""


class PrivacySettings(Table):
    """`[privacy]`: what is kept of people, and for how long.

    Days count from the last sighting of a listing, for evidence, exports and logs
    from the day on which they were made. Nothing is deleted where no period is set.
    """

    keep_sellers: bool = False
    """Keep the published names of sellers of flagged offers, encrypted."""
    seller_days: Days | None = None
    """Names of sellers."""
    text_days: Days | None = None
    """Texts, addresses and pictures' addresses of listings that are not flagged."""
    flagged_text_days: Days | None = None
    """The same of flagged ones."""
    evidence_days: Days | None = None
    """What came over the wire."""
    export_days: Days | None = None
    """Files of exports in the workspace."""
    log_days: Days | None = None
    """Logs of crawls."""


class ClusterSettings(Table):
    """`[cluster]`: crawling on many machines; see docs/scale.md."""

    redis: str = ""
    """Address of the Redis that workers and writer share; empty: one machine."""
    name: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,40}$")] = "citeswatch"
    """Tells units apart that share one Redis."""
    lease_seconds: Annotated[float, Field(ge=1, le=3600)] = 60
    """A page of a worker that is silent for so long is given to another."""
    tries: Annotated[int, Field(ge=1, le=20)] = 3
    """A page that so many workers fell silent over is set aside."""
    results_waiting: Annotated[int, Field(ge=10)] = 20_000
    """Workers pause while so many pages wait for the writer."""

    @field_validator("redis")
    @classmethod
    def _address(cls, redis: str) -> str:
        if not redis:
            return redis
        parts = urlsplit(redis)
        if parts.scheme not in {"redis", "rediss", "unix"}:
            raise ValueError("write it as redis://HOST:6379/0, rediss:// for TLS")
        if parts.password is not None:
            raise ValueError(
                "no password here: put redis_password in secrets.toml, or in the "
                "environment as CITESWATCH_SECRET_REDIS_PASSWORD"
            )
        return redis
