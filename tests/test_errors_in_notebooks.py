"""A notebook shows the message of our own errors, and where they were raised when asked."""

import io
import traceback
from contextlib import redirect_stderr, redirect_stdout

import pytest

import lumpbayes as lb
from lumpbayes.errors import TRACED

pytest.importorskip("IPython")

pytestmark = pytest.mark.extras

MISTAKE = 'import lumpbayes as lb\nlb.load(backend="sweeps").diagnose({"size_cm": 600})'
MESSAGE = "EvidenceError: size_cm=600: expected a number of cm from 0 to 100, or a state"


def shown(*cells: str) -> str:
    """What a shell of IPython prints for some cells."""
    from IPython.core.interactiveshell import InteractiveShell

    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(colors="nocolor", history_manager=None)
    stream = io.StringIO()
    with redirect_stdout(stream), redirect_stderr(stream):
        for cell in cells:
            shell.run_cell(cell)
    InteractiveShell.clear_instance()
    return stream.getvalue()


def test_the_message_alone() -> None:
    text = shown(MISTAKE)
    assert text.startswith(MESSAGE)
    assert text.rstrip().endswith(TRACED)
    assert "Traceback" not in text
    assert len(text.splitlines()) == 2


def test_where_it_was_raised_when_asked() -> None:
    text = shown(MISTAKE, "%tb Verbose")
    assert text.count(MESSAGE) == 2
    assert "matching.py" in text.partition(TRACED)[2]


def test_a_mode_that_asks_for_all() -> None:
    assert "matching.py" in shown("%xmode Verbose", MISTAKE)


def test_other_errors_are_as_ever() -> None:
    text = shown("import lumpbayes as lb\nlb.load(1, 2, 3)")
    assert "Traceback" in text
    assert "TypeError" in text


def test_python_shows_all() -> None:
    with pytest.raises(lb.EvidenceError) as caught:
        lb.load(backend="sweeps").diagnose({"size_cm": 600})
    assert "matching.py" in "".join(traceback.format_exception(caught.value))


def test_a_kernel_sends_the_message() -> None:
    """As a notebook keeps it, and as its HTML shows it."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(MISTAKE)])
    NotebookClient(notebook, timeout=120, allow_errors=True).execute()
    outputs = [each for each in notebook.cells[0].outputs if each.output_type == "error"]
    ((first, last),) = [each.traceback for each in outputs]
    assert first.startswith(MESSAGE)
    assert last == TRACED


NOTICE = """
from types import SimpleNamespace
from lumpbayes.inference.kernel import compiling
compiling._tell(SimpleNamespace(stats=SimpleNamespace(cache_path=None)), "")
"""


def test_a_notice_is_no_error_in_a_notebook() -> None:
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(NOTICE)])
    NotebookClient(notebook, timeout=120).execute()
    (output,) = notebook.cells[0].outputs
    assert output.output_type == "display_data"
    assert output.data["text/plain"].startswith("the inference kernel is being compiled: some 20")


def test_a_notice_is_a_log_elsewhere(caplog: pytest.LogCaptureFixture) -> None:
    space = {}  # type: ignore[var-annotated]
    exec(NOTICE, space)
    assert "the inference kernel is being compiled" in caplog.text
