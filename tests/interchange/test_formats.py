"""The formats by their endings."""

import pytest

import lumpbayes as lb
from lumpbayes.interchange.formats import ENDINGS, FORMATS, file_format, is_network_file


@pytest.mark.parametrize(("ending", "format"), ENDINGS.items())
def test_an_ending_says_the_format(ending: str, format: str) -> None:
    for name in (f"a.b{ending}", f"A{ending.upper()}.GZ"):
        assert file_format(name) == format
        assert is_network_file(name)
    assert format in FORMATS


@pytest.mark.parametrize("name", ["model.toml", "bif", "a.bif.zip", ".gz", "net.d/x"])
def test_other_endings_are_none(name: str) -> None:
    assert not is_network_file(name)
    with pytest.raises(lb.TablesError, match=r"expected one of \.bif, \.xml, .*Rename it"):
        file_format(name)
