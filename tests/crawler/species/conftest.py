"""The packaged list, read once for all tests of this folder."""

import pytest

from crawler.species import SpeciesList


@pytest.fixture(scope="session")
def species_list() -> SpeciesList:
    return SpeciesList.load()
