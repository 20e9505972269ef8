"""Every format reads the same network; what is wrong is named with its place."""

import gzip
from pathlib import Path

import numpy as np
import pytest

import lumpbayes as lb
from lumpbayes.interchange import draft as drafts
from lumpbayes.interchange.reading import parsed, read_network
from tests.interchange.samples import BIF, NET, SAMPLES, UAI, X_GIVEN_Y, XDSL, XMLBIF, read


@pytest.mark.parametrize("format", SAMPLES)
@pytest.mark.parametrize("packed", [False, True])
def test_a_file(tmp_path: Path, format: str, packed: bool) -> None:
    encoding = "latin-1" if format == "xmlbif" else "utf-8"
    data = SAMPLES[format].encode(encoding)
    path = tmp_path / f"file.{format}{'.gz' if packed else ''}"
    path.write_bytes(gzip.compress(data) if packed else data)
    found = read_network(path)
    network = found.network
    names = ("var_0", "var_1") if format == "uai" else ("X", "Y.1")
    x, y = map(network.index, names)
    assert network.parents[x] == (y,)
    assert network.parents[y] == ()
    np.testing.assert_array_equal(network.tables[x], X_GIVEN_Y)
    np.testing.assert_array_equal(network.tables[y], [0.25, 0.75])
    if format != "uai":
        assert network.states[x] == ("a b", "<5", "12+")
        assert network.states[y] == ("x", "y")
    assert found.name == ("file" if format == "uai" else "odd")
    assert (found.format, found.issues) == (format, ())


def test_deterministic_nodes_of_xdsl() -> None:
    table = read("xdsl", XDSL).conditionals["Z"].table
    np.testing.assert_array_equal(table, [[0, 1], [1, 0]])


@pytest.mark.parametrize("format", SAMPLES)
def test_a_file_that_is_cut_anywhere_is_an_error(format: str) -> None:
    """Never a traceback of another kind, and never a network without its end."""
    text = SAMPLES[format].rstrip()
    last = {"bif": 1, "net": 1, "uai": 4, "xmlbif": 1, "xdsl": 1}[format]  # 0.75 -> 0. is a number
    for end in range(1, len(text) - last + 1, 3):
        cut = read_or_none(format, text[:end])
        assert cut is None or len(cut.conditionals) < 2 + (format == "xdsl"), text[:end]


def read_or_none(format: str, text: str) -> drafts.Draft | None:
    try:
        return read(format, text)
    except lb.TablesError:
        return None


BROKEN = [
    ("bif", BIF.replace('"a b"', "a(b)"), r"odd.bif:5: found '\('; expected a name; one that has"),
    ("bif", BIF.replace("(x) .1", "default 1 0 0; default .1"), "found default in the table of X"),
    ("bif", BIF.replace("network odd", "netwerk odd"), "odd.bif:1: found 'netwerk'; expected 'net"),
    ("bif", BIF.replace('"a b"', '"a b'), "odd.bif:14: found an open quotation mark|names"),
    ("bif", BIF + 'variable "', "odd.bif:15: found an open quotation mark"),
    ("bif", BIF.replace("[ 3 ]", "[ 4 ]"), "odd.bif:5: found 4 states of X, and 3 names"),
    ("bif", BIF.replace("<5,", "12+,"), "odd.bif:4: found the states a b, 12., 12. of X"),
    ("bif", BIF.replace("variable Y.1", "variable X"), "odd.bif:8: found X a second time"),
    ("bif", "variable { type discrete [1] {a}; }", "found no name; expected a variable's name"),
    ("bif", BIF.replace("discrete [", "continuous ["), "found 'continuous'; expected 'discrete'"),
    ("bif", BIF.replace("X | Y.1", "X | Y.2"), "odd.bif:11: found 'Y.2'.*did you mean Y.1"),
    ("bif", BIF.replace("X | Y.1", "X | X"), "odd.bif:11: found the parents X of X"),
    ("bif", BIF.replace("X | Y.1", ""), "odd.bif:11: found no name"),
    ("bif", BIF + "probability (X) {table 1;}", "odd.bif:15: found a second table of X"),
    ("bif", BIF.replace("(y)", "(z)"), "odd.bif:11: found 'z'; expected a state of Y.1"),
    ("bif", BIF.replace("(y)", "(y, x)"), r"found \(y, x\) in the table of X; expected a state"),
    ("bif", BIF.replace("(y)", "(x)"), r"found \(x\) in the table of X, where numbers have been"),
    ("bif", BIF.replace("(y)", "table 1 1 1 1 1 1; (y)"), "each number once"),
    (
        "bif",
        BIF.replace("0.49999, 0.5", "0.49999"),
        "odd.bif:11: found 2 numbers for X; expected 3",
    ),
    ("bif", BIF.replace(".2 .7", "0,2 .7"), "odd.bif:11: found 4 numbers for X.*as points"),
    ("bif", BIF.replace("0.25", "O.25"), "odd.bif:14: found 'O.25'; expected a number"),
    ("bif", BIF.replace("0.25", "1_0"), "odd.bif:14: found '1_0'; expected a number"),
    ("bif", BIF.replace("0.75; }", "0.75"), "odd.bif:14|odd.bif:15: found the end of the file"),
    ("bif", BIF.rstrip()[:-1], "found the end of the file; expected 'table'"),
    ("bif", BIF.replace("{ x y };", "{ x y "), "found"),
    (
        "net",
        NET.replace("discrete node", "decision"),
        "odd.net:9: found 'decision'.*no exact answer",
    ),
    ("net", NET.replace("(Y.1)", "()"), "odd.net:12: found ''; expected a variable"),
    ("net", NET.replace("0.25 0.75", "0.25 0.5 0.25"), "found 3 numbers for Y.1; expected 2: 2 st"),
    ("net", NET.replace("label =", "label"), "odd.net:6: found .*; expected '='"),
    ("net", NET.replace('= ("x" "y")', "= ()"), r"the states \(none\) of Y.1"),
    ("net", NET.replace("(0.25", "normal(0.25"), "found 'normal'; expected a number"),
    ("uai", UAI.replace("BAYES", "MARKOV"), "odd.uai:1: found 'MARKOV'; expected BAYES"),
    ("uai", UAI.replace("2 1 0", "2 7 0"), "odd.uai:5: found '7'; expected the index of a var"),
    ("uai", UAI.replace("1 1\n", "0\n"), "odd.uai:6: found a table of no variables"),
    ("uai", UAI.replace("3 2\n2\n", "3 2\n1\n"), "odd.uai:4: found another number of tables"),
    ("uai", UAI.replace("3 2\n", "3 2.5\n"), "odd.uai:3: found '2.5'; expected the number of st"),
    ("uai", UAI.replace(" 0.75", ""), "found 1 numbers for var_1; expected 2"),
    ("uai", "BAYES 2 2", "odd.uai:1: found the end of the file"),
    ("uai", UAI + "3", "odd.uai:11: found '3'; expected the end of the file"),
    (
        "xmlbif",
        XMLBIF[:300],
        "odd.xmlbif:5: found unclosed token; expected well-formed XML|no elem",
    ),
    ("xmlbif", "<A/>", "odd.xmlbif: found the element A; expected BIF with a NETWORK"),
    ("xmlbif", XMLBIF.replace('"nature"', '"decision"'), "odd.xmlbif:4: found TYPE 'decision'"),
    (
        "xmlbif",
        XMLBIF.replace("<FOR>X</FOR>", ""),
        "odd.xmlbif:7: found a DEFINITION without one F",
    ),
    ("xmlbif", XMLBIF.replace("<GIVEN>Y", "<GIVEN>Z"), "odd.xmlbif:7: found 'Z.1'"),
    ("xmlbif", XMLBIF.replace("ISO-8859-1", "klingon-8859"), "unknown encoding"),
    ("xdsl", "<smile/>", "odd.xdsl: found the element smile; expected smile with nodes"),
    (
        "xdsl",
        XDSL.replace("deterministic", "noisymax"),
        "odd.xdsl:7: found the node Z of kind nois",
    ),
    ("xdsl", XDSL.replace('"X"', '"X" dynamic="plate"'), "the dynamic node X of kind cpt"),
    ("xdsl", XDSL.replace("on off<", "on of<"), "odd.xdsl:8: found 'of'; expected a state of Z"),
    ("xdsl", XDSL.replace("resultingstates", "x"), "odd.xdsl:7: found Z without resultingstates"),
]


@pytest.mark.parametrize(("format", "text", "message"), BROKEN)
def test_a_broken_file(format: str, text: str, message: str) -> None:
    with pytest.raises(lb.TablesError, match=message):
        read(format, text)


@pytest.mark.parametrize(
    "declaration",
    ['<!ENTITY a "lol">', '<!ENTITY % a SYSTEM "file:///etc/passwd">', '<!ENTITY a SYSTEM "x">'],
)
def test_entities_are_refused(declaration: str) -> None:
    text = XMLBIF.replace("<!ELEMENT", declaration + "<!ELEMENT")
    with pytest.raises(lb.TablesError, match=r"odd\.xmlbif:2: found the entity 'a'") as caught:
        read("xmlbif", text)
    assert caught.value.issues[0].remedy == "Write in its place what it stands for."


def test_an_entity_that_a_document_elsewhere_declares_is_refused() -> None:
    text = '<!DOCTYPE BIF SYSTEM "bif.dtd"><BIF><NETWORK><NAME>&secret;</NAME></NETWORK></BIF>'
    with pytest.raises(lb.TablesError, match="found the entity 'secret'"):
        read("xmlbif", text)


def test_deep_xml_is_refused() -> None:
    with pytest.raises(
        lb.TablesError, match="found elements too deep in each other; expected a net"
    ):
        read("xmlbif", "<a>" * 100_000)


def test_too_many_numbers_are_not_allocated() -> None:
    variables = "".join(f"variable v{i} {{ type discrete [2] {{ a b }}; }}\n" for i in range(40))
    parents = ", ".join(f"v{i}" for i in range(1, 40))
    with pytest.raises(lb.TooLargeError, match=r"odd.bif:41: .*table of v0 .* 1,099,511,627,776 n"):
        read("bif", f"{variables}probability (v0 | {parents}) {{ default 0.5, 0.5; }}")


def test_too_many_states() -> None:
    with pytest.raises(lb.TooLargeError, match=r"odd.uai:2: more than 1,048,576 states"):
        read("uai", "BAYES 200\n" + "10000 " * 200)


def test_an_unknown_format() -> None:
    with pytest.raises(lb.EvidenceError, match="format 'biff': did you mean bif"):
        parsed(b"", "x", "biff")


def test_text_is_utf_8() -> None:
    with pytest.raises(lb.TablesError, match="x:2: found the byte 0xe9; expected text in UTF-8"):
        parsed(b"network\nfianc\xe9", "x", "bif")


def test_letters_are_composed_and_line_ends_are_any() -> None:
    text = "variable e\u0301 {\r\n type discrete [2] { a b }; }\r\nprobability (e\u0301) "
    draft = read("bif", "\ufeff" + text + "{ table .5 .5; }")
    assert list(draft.states) == list(draft.conditionals) == ["\xe9"]


def test_a_default_fills_what_is_not_listed() -> None:
    text = BIF.replace("(x) .1 .2 .7", "default 0.5 0.25 0.25")
    text = text.replace("12+ };", "12+, };").replace("default", 'property "; }" ; default')
    table = read("bif", text).conditionals["X"].table
    np.testing.assert_array_equal(table, [[0.5, 1e-5], [0.25, 0.49999], [0.25, 0.5]])


def test_an_old_header_without_a_bar_and_a_name_of_two_words() -> None:
    text = BIF.replace("X | Y.1", '"X" "Y.1"')
    assert read("bif", text).conditionals["X"].parents == ("Y.1",)
    spaced = BIF.replace("Y.1", "Y 1").replace('"Y 1"', "Y 1")
    assert read("bif", spaced).conditionals["X"].parents == ("Y 1",)
    assert read("bif", spaced).conditionals["Y 1"].parents == ()


@pytest.mark.parametrize("name", ["asia", "cancer", "child", "sachs", "alarm"])
def test_bif_as_pgmpy_reads_it(name: str, tmp_path: Path) -> None:
    """An independent reading of files that pgmpy ships: names, orders, and doubles bit for bit."""
    from pgmpy import readwrite
    from pgmpy.utils import example_models

    (folder,) = example_models.__path__
    path = Path(folder) / f"{name}.bif.gz"
    text = gzip.decompress(path.read_bytes()).decode()
    model = readwrite.BIFReader(string=text).get_model()
    draft = parsed(text.encode(), "x", "bif")
    assert sorted(draft.states) == sorted(model.nodes())
    for variable, conditional in draft.conditionals.items():
        cpd = model.get_cpds(variable)
        assert tuple(cpd.variables[1:]) == conditional.parents
        assert tuple(cpd.state_names[variable]) == draft.states[variable]
        np.testing.assert_array_equal(cpd.get_values(), conditional.table)
