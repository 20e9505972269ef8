import csv
import io

import lumpbayes as lb
from lumpbayes.display.record import answer_csv
from tests.tiny_model import TinyModel


def test_the_differential_as_csv_reads_back_whatever_the_label(tiny: TinyModel) -> None:
    tiny.write("labels", 'variable,state,label\ncause,cyst,"=a, ""b""\rc"\n')
    posterior = lb.load(tiny.path).diagnose()
    text = answer_csv(posterior.answer)
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert header == ["cause", "label", "probability"]
    assert rows[0] == ["cyst", '\'=a, "b" c', repr(posterior["cyst"])]
    assert [float(row[2]) for row in rows] == list(posterior.posterior.values())
