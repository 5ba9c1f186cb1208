"""What every table of a marketplace's file shares."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from crawler.marketplace.values import check_url

Url = Annotated[str, AfterValidator(check_url)]


class Facts(BaseModel):
    """No unknown key, no change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)
