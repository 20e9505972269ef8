"""What ``lumpbayes help TOPIC`` says: plain text, folded to the window."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lumpbayes.display.reasoning_topics import DECIBANS, REASONING, URGENCY
from lumpbayes.display.wrapping import wrapped

__all__ = ["TOPICS", "topic_lines", "topics_list"]

WORD = re.compile(r" +(?!lumpbayes)\S+(?: \S+)* {2,}(?![ #])| {5,}(?! )")
"""The head of a line that says what a word means, or of a line that goes on with it."""


class Topic(NamedTuple):
    """A topic in one line, and its text; indented lines are examples, or a word and its meaning."""

    title: str
    text: str


def topics_list(width: int) -> Iterator[str]:
    """The topics, one a line, and where the help of the commands is."""
    room = max(map(len, TOPICS))
    for name, topic in TOPICS.items():
        yield from wrapped(
            f"  {name:\xa0<{room}}\xa0 {topic.title}", width, indent=" " * (room + 4)
        )
    yield ""
    yield from wrapped("'lumpbayes help TOPIC' shows one, 'lumpbayes --help' the commands.", width)


def topic_lines(name: str, width: int) -> Iterator[str]:
    """One topic: its title, then its paragraphs.

    Args:
        name: a key of ``TOPICS``.
        width: columns of the window.
    """
    topic = TOPICS[name]
    yield from wrapped(topic.title, width, bold=True)
    for paragraph in topic.text.strip("\n").split("\n\n"):
        yield ""
        if paragraph.startswith(" "):
            for line in paragraph.split("\n"):
                yield from _folded(line, width)
        else:
            yield from wrapped(paragraph.replace("\n", " "), width)


def _folded(line: str, width: int) -> Iterator[str]:
    """An indented line; what a word means is folded beside it, an example stays as it is."""
    word = WORD.match(line)
    if len(line) <= width or word is None:
        yield line
        return
    beside = word.group().replace(" ", "\xa0")  # stays as wide as it is
    yield from wrapped(beside + line[word.end() :], width, indent=" " * word.end())


EVIDENCE = """
Evidence is words, each about one variable. 'lumpbayes tables show' lists the variables with their
states; what is not mentioned is unknown, which is not the same as no.

  fever=yes                      the state
  redness!=yes                   any other state
  consistency=soft,fluctuant     one of these states, not known which
  consistency!=soft,fluctuant    none of these states
  size_cm=6.2                    a number; the point is the decimal sign
  HP:0001945  R52=no             a code of a finding, present or not

A word is split at its first = or !=. Behind it an exact state name is tried first, then states
separated by commas. Letter case and spaces around names are forgiven, and true and false stand for
yes and no; any other unknown name is an error that shows the nearest ones. Quote a word that the
shell would change: '<' or a space, for example.

Soft evidence has a form in JSON, behind the = or in a file:

  pain='{"likelihood": {"mild": 0.7, "severe": 0.3}}'
  fever='{"probability": {"yes": 0.7, "no": 0.3}}'
  warmth='{"reported": "yes", "reliability": 0.8}'

A likelihood says how probable the observation is if each state were true; only ratios matter, and
states left out get 0. A probability is what shall be believed of the variable after all evidence
(Jeffrey's rule), and lists every state. A report is right with its reliability. {"not": ...} and
{"any_of": [...]} are the forms of != and of commas. A list of forms multiplies: independent
observations of one variable.

'--evidence FILE' reads evidence from a file, '--evidence -' from standard input: a JSON object from
names to values, a whole answer as --json printed it, or words, one or more a line, where # starts a
comment. Words beside it are added; a variable that both give is an error.

  lumpbayes query --evidence patient.json size_cm=6.2
  echo fever=yes redness=yes | lumpbayes query --evidence -

'--setting' says where the person is seen, and 'any' averages over settings. Without it the model's
default is taken, which the answer lists as assumed.

Evidence that has probability 0 under the model is an error (exit code 4) that names findings which
cannot be true together. See also: lumpbayes help exit-codes, lumpbayes help json. The long page is
docs/reference/evidence.md in the repository.
"""

TABLES = """
The tables are the model: CSV files in UTF-8 with commas, one number a row, which a spreadsheet can
open and save. 'lumpbayes tables copy FOLDER' makes a copy to edit; 'lumpbayes tables check --model
FILE' shows every problem with its file, line, column, what was expected and the remedy.

  variables      name, role, states (';' between them, the reference state last), parents, question,
                 phase, cost, numeric_bins such as size_cm:[0,2);[2,5];(5,100]
  priors         P(cause given setting); sums to 1 within each setting
  likelihoods    P(state given parents); the reference state gets the rest
  sources        what the numbers rest on, by key
  labels         plain words for variables and states
  groups         named sets of states, such as any cancer
  management     urgency, work-up and treatment of each cause
  losses         what each urgency costs when each cause is true
  red_flags      rules such as fever=yes and pain!=none, with urgency, time (within) and advice
  codes          ICD-10-CM, HPO and SNOMED CT codes
  presentations  how each cause presents in the textbook

Every probability has an interval (low, high: 95 %), a grade (sourced, derived or estimate) and a
source key. In likelihoods.csv 'given' is a condition:

  (empty)                              for every combination of parents
  cause=lipoma                         one state of one parent
  cause=@infection                     every state of a group
  inflammation=yes;cause=skin_abscess  several parents

Rows with one condition belong together. The most specific condition wins as a whole: more parents
before fewer, then a state before a group, then rows that name the cause. Any other tie is an error.

The long page is docs/reference/tables.md in the repository. Commands: lumpbayes tables --help.
"""

JSON = """
'lumpbayes query ... --json' prints one object, always in UTF-8. Keys may be added within schema 1;
none changes its meaning or goes away.

  schema         1
  disclaimer     what the answer is not
  model          name, version, fingerprint (SHA-256 over the content of the tables)
  backend        the exact method: sweeps in the shell; kernel in the library
  evidence       what was observed, in the JSON forms of 'lumpbayes help evidence'
  assumed        variable to state, taken from the model's defaults
  log_evidence   natural logarithm of P(evidence, what was assumed included)
  fit            whether the model fits the patient: verdict (outside, or null), what to recheck;
                 null where that is not judged: fit_not_judged says why
  posterior      list of cause, label, probability; most probable first; sums to 1; of a network
                 file the states of its target; --top N limits it
  groups         list of group, label, probability; groups may overlap
  urgency        level, the reasons for it, and what each level is expected to cost
  red_flags      the rules that fired; possible_red_flags: those that soft evidence makes possible
  not_asked      more urgent red flags that what is not known could still fire
  safety_net     when to come back, as the model file says it
  management     work-up and treatment, if it is that cause: what drives the urgency first, then the
                 leading causes
  sources        citations by key

'--intervals' adds how sure the probabilities are (intervals), 'lumpbayes interview' why it ended
(interview). '--codes' adds the ICD-10-CM, HPO and SNOMED CT codes of the causes (codes, in each
entry of posterior) and of what the evidence is certain of (evidence_codes).

An answer can be given back: the same model answers it with the same bytes.

  lumpbayes query fever=yes --json > answer.json
  lumpbayes query --evidence answer.json --json | cmp - answer.json
  lumpbayes query fever=yes --json | jq '.posterior[0]'

The long page is docs/reference/json.md in the repository; answer.schema.json beside it is a JSON
Schema.
"""

EXIT_CODES = """
  0    answered
  1    a bug in LumpBayes
  2    wrong usage or evidence; or the output could not be written
  3    the tables are invalid
  4    the evidence is impossible under the model
  5    too large for the memory limit, or a second opinion disagrees
  130  interrupted

Answers go to standard output, messages to standard error.
"""

MODELS = """
A model is a TOML file that names its tables; '--model FILE' chooses one. Without it the bundled
model is asked: a lump on the back, over or beside the spine.

  [model]
  name = "mine"
  title = "A lump on the back"
  version = "1"
  cause = "cause"                  # the variable whose states are the differential
  safety_net = "..."               # optional: when to come back; review: who checked the numbers

  [defaults]
  setting = "primary_care"         # taken, and listed as assumed, where it is unknown

  [[thresholds]]                   # how probable a grave cause may be before care is urgent
  group = "malignancy"
  probability = 0.03
  urgency = "urgent"               # optional: within = "24 hours", when = "pain!=none"
  source = "judgement"

  [urgency_words]                  # optional: other headlines than the usual ones
  urgent = "Urgent: eye doctor within 2 weeks"

  [questions]                      # what 'lumpbayes next' ranks by, and when it says stop
  value = "entropy"
  cost_weight = 0.005

  [tables]                         # required: variables, priors, likelihoods, sources
  variables = "variables.csv"      # optional: labels, groups, management, losses, red_flags, codes
  priors = "priors.csv"
  likelihoods = "likelihoods.csv"
  sources = "sources.csv"

Tables lie in the folder of the model file; where that is named models, also in folders beside it.
'--allow-outside' lifts that. '--lenient' goes on where an error can be mended in a stated way.
Every answer carries the model's name, version and fingerprint.

  lumpbayes tables copy mine
  lumpbayes query fever=yes --model mine/models/back_lump.toml

A network file of another program (.bif, .xml, .net, .xdsl, .uai, or one of these and .gz) is a
model too; '--target' says which of its variables is asked.

  lumpbayes query --model alarm.bif --target HYPOVOLEMIA HRBP=LOW
  lumpbayes convert alarm.bif alarm.net

See also: lumpbayes help tables. The long page is docs/how-to/network-files.md in the repository.
"""

TOPICS = {
    "evidence": Topic("How to say what has been observed", EVIDENCE),
    "reasoning": Topic("What else an answer can be asked: why, how sure, what next", REASONING),
    "decibans": Topic("Odds and decibans, which 'lumpbayes explain' counts in", DECIBANS),
    "urgency": Topic("What the levels of urgency mean, and what asks for them", URGENCY),
    "tables": Topic("The tables behind the answers, in short", TABLES),
    "models": Topic("Model files, and how to choose one", MODELS),
    "json": Topic("The JSON form of an answer", JSON),
    "exit-codes": Topic("What the exit codes mean", EXIT_CODES),
}
