"""Names: every indicator and kind of counter-evidence has a name in each of six languages."""

from __future__ import annotations

import pytest

from enrichers.names import READERS, Reader
from tests.enrichers.reading import data


@pytest.mark.parametrize("reader", READERS)
def test_everything_that_counts_has_a_name_in_every_readers_language(reader: Reader) -> None:
    names = {name: data().called(name, reader) for name in data().english}

    assert all(names.values())
    if reader != "en":
        assert not [name for name, called in names.items() if called == data().english[name]]
    assert len(set(names.values())) == len(names)


def test_what_nobody_named_is_called_by_its_id() -> None:
    assert data().called("nothing_such", "th") == "nothing_such"
