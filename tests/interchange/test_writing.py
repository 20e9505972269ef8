"""What is written reads back bit for bit, here and by pgmpy where it can."""

import gzip
import stat
from pathlib import Path

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.inference.network import Network
from lumpbayes.interchange import writing
from lumpbayes.interchange.formats import FORMATS
from lumpbayes.interchange.reading import read_network
from lumpbayes.interchange.writing import network_bytes, write_network
from tests.interchange.samples import ODD


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("ending", ["", ".gz"])
def test_the_network_comes_back(tmp_path: Path, format: str, ending: str) -> None:
    path = str(tmp_path / f"odd.{format}{ending}")
    lost = write_network(ODD, "odd one", path, format)
    found = read_network(path).network
    assert bool(lost) == (format == "uai")
    for index, name in enumerate(ODD.names):
        there = index if format == "uai" else found.index(name)
        np.testing.assert_array_equal(found.tables[there], ODD.tables[index])
        if format != "uai":
            assert found.states[there] == ODD.states[index]
            assert [found.names[i] for i in found.parents[there]] == [
                ODD.names[i] for i in ODD.parents[index]
            ]


def test_the_same_is_written_as_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.bif.gz", "b.bif.gz"):
        write_network(ODD, "odd", str(tmp_path / name), "bif")
    first, second = ((tmp_path / name).read_bytes() for name in ("a.bif.gz", "b.bif.gz"))
    assert first == second
    assert gzip.decompress(first).startswith(b"network odd {")


def test_nothing_is_replaced_unasked(tmp_path: Path) -> None:
    path = tmp_path / "a.bif"
    path.write_text("mine")
    path.chmod(0o600)
    message = r"a\.bif exists: choose another, or replace it: --force \(in Python force=True\)"
    with pytest.raises(lb.WriteError, match=message):
        write_network(ODD, "odd", str(path), "bif")
    assert path.read_text() == "mine"
    write_network(ODD, "odd", str(path), "bif", replace=True)
    assert path.read_text().startswith("network odd")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["a.bif"]
    with pytest.raises(lb.WriteError, match="exists: choose a file"):
        write_network(ODD, "odd", str(tmp_path), "bif", replace=True)
    with pytest.raises(lb.WriteError, match="cannot be written: No such file"):
        write_network(ODD, "odd", str(tmp_path / "no" / "a.bif"), "bif")


def named(variable: str, state: str) -> Network:
    return Network.checked([variable], [[state, "other"]], [[]], [np.array([0.25, 0.75])])


@pytest.mark.parametrize(
    ("format", "variable", "state", "message"),
    [
        ("bif", 'say "x"', "a", "the name 'say \"x\"' cannot be written as bif: .*quotation mark"),
        ("net", "two words", "a", "'two words' cannot be written as net: a variable's name has no"),
        ("net", "x", 'a "b"', "cannot be written as net: it has a quotation mark"),
        ("xdsl", "two words", "a", "'two words' cannot be written as xdsl: .* no spaces"),
        ("xmlbif", " x", "a", "does not read back as it is .the name ' x'.*nothing was written"),
        ("xmlbif", "x", "\x01", "does not read back as it is .*not well-formed"),
        ("xdsl", "x", "a\nb", r"does not read back as it is .the name 'a\\nb'"),
    ],
)
def test_a_name_that_a_format_cannot_hold(
    format: str, variable: str, state: str, message: str
) -> None:
    with pytest.raises(lb.WriteError, match=message):
        network_bytes(named(variable, state), "n", format)


@pytest.mark.parametrize(
    "name", ["variable", "a//b", "/*", "a|b", "x=y", "(", "default", "%", "a, b"]
)
def test_odd_names_in_bif_and_xmlbif(name: str, tmp_path: Path) -> None:
    for format in ("bif", "xmlbif"):
        path = str(tmp_path / f"x.{format}")
        write_network(named(name, name), name, path, format)
        assert read_network(path).network.states == ((name, "other"),)


def test_a_table_that_would_come_back_otherwise_is_not_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = writing.WRITERS["bif"](named("x", "a"), "n").replace("0.25", "0.24")
    monkeypatch.setitem(writing.WRITERS, "bif", lambda *_: text)
    with pytest.raises(lb.WriteError, match=r"does not read back .*\(the table of x\)"):
        network_bytes(named("x", "a"), "n", "bif")


PLAIN = Network.checked(
    ["A", "B", "C"],
    [["no", "yes"], ["low", "mid", "high"], ["u", "v"]],
    [[], [0], [0, 1]],
    [
        np.array([0.1, 0.9]),
        np.array([[0.1, 1 / 3], [0.2, 1 / 3], [0.7, 1 / 3]]),
        np.array([[[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]], [[0.9, 0.8, 0.7], [0.6, 0.5, 0.4]]]),
    ],
)


@pytest.mark.parametrize(
    ("format", "reader"),
    [
        ("bif", "BIFReader"),
        ("xmlbif", "XMLBIFReader"),
        ("net", "NETReader"),
        ("xdsl", "XDSLReader"),
    ],
)
def test_pgmpy_reads_the_same(format: str, reader: str) -> None:
    """Not UAI: pgmpy 1.1.2 takes the child's state for the slowest there."""
    from pgmpy import readwrite

    text = network_bytes(PLAIN, "plain", format).data.decode()
    model = getattr(readwrite, reader)(string=text).get_model()
    for index, name in enumerate(PLAIN.names):
        cpd = model.get_cpds(name)
        assert list(cpd.variables[1:]) == [PLAIN.names[i] for i in PLAIN.parents[index]]
        assert tuple(cpd.state_names[name]) == PLAIN.states[index]
        np.testing.assert_array_equal(cpd.values, PLAIN.tables[index])


def test_uai_is_as_the_competition_s_own_example() -> None:
    """P(0), P(1 | 0) and P(2 | 1) of the format's description, the child last and fastest."""
    network = Network.checked(
        ["x", "y", "z"],
        [["a", "b"], ["a", "b"], ["a", "b", "c"]],
        [[], [0], [1]],
        [
            np.array([0.436, 0.564]),
            np.array([[0.128, 0.920], [0.872, 0.080]]),
            np.array([[0.210, 0.811], [0.333, 0.000], [0.457, 0.189]]),
        ],
    )
    text = network_bytes(network, "n", "uai").data.decode()
    assert (
        text.split()
        == (
            "BAYES 3 2 2 3 3 1 0 2 0 1 2 1 2 2 0.436 0.564 4 0.128 0.872 0.92 0.08 "
            "6 0.21 0.333 0.457 0.811 0.0 0.189"
        ).split()
    )
