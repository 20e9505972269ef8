"""What ``lumpbayes help`` says of reasoning: what else can be asked, decibans, urgency."""

from __future__ import annotations

__all__ = ["DECIBANS", "REASONING", "URGENCY"]

REASONING = """
A posterior is the beginning. Each of these takes the same EVIDENCE as 'lumpbayes query':

  lumpbayes explain fever=yes redness=yes
      why: what each finding adds, and whether they agree
  lumpbayes next fever=yes redness=yes
      what to ask or test next, and whether to stop
  lumpbayes interview
      asks one plain question after the other
  lumpbayes whatif fever=yes --change fever=no
      what would change if something were otherwise
  lumpbayes whatif fever=yes --goal lipoma --at-least 0.9
      which findings would confirm a cause, or exclude it
  lumpbayes sensitivity punctum=yes
      which numbers of the tables matter
  lumpbayes query punctum=yes --intervals
      how sure: 95 % intervals of the probabilities

Causes and groups are named by key or label; 'lumpbayes tables show causes' and 'lumpbayes tables
show groups' list them. '--json' gives each of them to a program.

See also: lumpbayes help decibans, lumpbayes help urgency. The long page is
docs/explanation/reasoning.md in the repository.
"""

DECIBANS = """
'lumpbayes explain' counts in odds and in decibans. Odds of 1:4 are a probability of 1 in 5, 20 %.
A finding multiplies or divides them by how many times as probable it is with the cause as without.
Decibans are ten times the logarithm to base ten of odds, so that they add up where odds multiply.

  decibans     +1     +3     +6    +10    +20    +30
  odds      x 1.3    x 2    x 4   x 10  x 100  x 1,000

Minus divides: -3 decibans halve the odds. As log-odds, and the percentage that they are:

  decibans   -10    -6    -3     0    +3    +6   +10
  odds      1:10   1:4   1:2   1:1   2:1   4:1  10:1
  percent    9.1    20    33    50    67    80    91

One deciban is about the least difference in belief that a person feels (I. J. Good, 1950). In JSON
and CSV the same are natural logarithms: names begin with log_, and 1 there is 4.34 decibans.
"""

URGENCY = """
How soon somebody should be seen, from the least to the most urgent:

  self_care   no visit needed for now
  routine     a planned visit
  soon        within weeks
  urgent      within 2 weeks; a shorter time, if a reason gives one, stands in the headline
  emergency   at once, the same day

Three things ask for a level, and the most urgent one holds. Red flags are rules on findings,
whatever the probabilities are. Thresholds are limits on how probable a grave cause may be. The
expected loss weighs what each level costs under each cause by how probable it is: several grave
causes that are each improbable add up.

So care can be urgent because of a cause far down the list. The answer names it among the reasons,
and gives its work-up first: 'If it is ...'. The level behind that is for that cause alone, and may
be another than that of the answer, which covers all of them.

What is not known fires no red flag. Below an answer that is no emergency stands how many red flags
above it are not known yet; 'lumpbayes interview' asks them. While one of these would make care
urgent or an emergency, self-care and routine hold 'so far'.

'possible' flags depend on what is not certain yet: settle them first. Losses and thresholds of the
bundled model are judgements; 'lumpbayes tables show cause' shows the losses,
docs/explanation/reasoning.md in the repository how they were set.
"""
