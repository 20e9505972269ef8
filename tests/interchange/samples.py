"""One small network with odd names, and how each format writes it."""

import numpy as np

from lumpbayes.inference.network import Network
from lumpbayes.interchange.draft import Draft
from lumpbayes.interchange.reading import parsed

ODD = Network.checked(
    ["X-ray", "LowerBodyO2", "child.age"],
    [["Normal", "Asy/Patch", "a b, c"], ["<5", "5-12", "12+"], ["yes", "no"]],
    [[1, 2], [], []],
    [
        np.array(
            [
                [[0.1, 0.2], [1 / 3, 1e-300], [0.5, 0.25]],
                [[0.2, 0.3], [1 / 3, 1.0], [0.25, 0.25]],
                [[0.7, 0.5], [1 / 3, 0.0], [0.25, 0.5]],
            ]
        ),
        np.array([0.1, 0.2, 0.7]),
        np.array([1e-17, 1.0]),
    ],
)

BIF = """network odd {
  property made = "by hand; {really}" ;
}
variable X {  // a comment, with a "quote"
  type discrete [ 3 ] { "a b", <5, 12+ };
  property position = (1, 2);
}
variable Y.1 {
  type discrete[2] { x y };
}
probability ( X | Y.1 ) { (y) 1e-5, 0.49999, 0.5; (x) .1 .2 .7; }
/* a comment
   over lines */
probability ( "Y.1" ) { table 0.25, 0.75; }
"""

NET = """net
{ name = "odd"; node_size = (80 40); }
% a comment { not read }
node X
{
  label = "odd \N{LATIN SMALL LETTER E WITH ACUTE} {";
  states = ("a b" "<5" "12+");
}
discrete node Y.1 { states = ("x" "y"); }
potential (X | Y.1) { data = ((.1 .2 .7)   % x
                              (1e-5 0.49999 0.5)); samples = (1 2); }
potential (Y.1) { data = (0.25 0.75); }
"""

XMLBIF = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE BIF [ <!ELEMENT BIF (NETWORK)*> <!ATTLIST BIF VERSION CDATA #REQUIRED> ]>
<BIF VERSION="0.3"><NETWORK><NAME>odd</NAME>
<VARIABLE TYPE="nature"><NAME>X</NAME><OUTCOME>a b</OUTCOME><OUTCOME>&lt;5</OUTCOME>
  <OUTCOME>12+</OUTCOME><PROPERTY>no equals sign</PROPERTY></VARIABLE>
<VARIABLE><NAME>Y.1</NAME><OUTCOME>x</OUTCOME><OUTCOME>y</OUTCOME></VARIABLE>
<DEFINITION><FOR>X</FOR><GIVEN>Y.1</GIVEN><TABLE><!-- x --> .1 .2 .7
  <!-- y --> 1e-5 0.49999 0.5</TABLE></DEFINITION>
<DEFINITION><FOR>Y.1</FOR><TABLE>0.25 0.75</TABLE></DEFINITION>
</NETWORK></BIF>
"""

XDSL = """<?xml version="1.0" encoding="UTF-8"?>
<smile version="1.0" id="odd"><nodes>
<cpt id="Y.1"><state id="x"/><state id="y"/><probabilities>0.25
0.75</probabilities></cpt>
<cpt id="X"><state id="a b"/><state id="&lt;5"/><state id="12+"/><parents>Y.1</parents>
<probabilities>.1 .2 .7  1e-5 0.49999 0.5</probabilities></cpt>
<deterministic id="Z"><state id="off"/><state id="on"/><parents>Y.1</parents>
<resultingstates>on off</resultingstates></deterministic>
</nodes><extensions/></smile>
"""

UAI = """BAYES # the last variable of a scope is the child
2
3 2
2
2 1 0
1 1

6
.1 .2 .7 1e-5 0.49999 0.5
2 0.25 0.75
"""

X_GIVEN_Y = np.array([[0.1, 1e-5], [0.2, 0.49999], [0.7, 0.5]])
SAMPLES = {"bif": BIF, "net": NET, "xmlbif": XMLBIF, "xdsl": XDSL, "uai": UAI}


def read(format: str, text: str) -> Draft:
    """A text in a format."""
    encoding = "latin-1" if "8859" in text else "utf-8"
    return parsed(text.encode(encoding), f"odd.{format}", format)
