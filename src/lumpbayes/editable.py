"""The edits of a model. Each gives a new one; nothing is changed in place."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Self

from lumpbayes import interchange, reasoning
from lumpbayes import knowledge as tables
from lumpbayes.knowledge.building import build_network
from lumpbayes.knowledge.replacing import table_frame, with_tables
from lumpbayes.modelled import Modelled
from lumpbayes.reasoning.arguments import check_path

if TYPE_CHECKING:
    from pathlib import Path

    import pandas

__all__ = ["Editable"]


class Editable(Modelled):
    """The edits of an engine, which says how it is made anew."""

    def with_prior(self, cause: str, probability: float, *, setting: str | None = None) -> Self:
        """A new engine with P(cause | setting) set and the other causes in proportion.

        Where the others are all 0 they have no proportions, and share what is left equally; an
        information among the engine's ``issues`` says so.

        Args:
            cause: which cause.
            probability: its new prior, 0 to 1.
            setting: where; the model's default setting when left out, every one for ``any``.

        Raises:
            UnknownNameError: a cause or setting that the model does not have.
            EvidenceError: a probability outside 0..1, or no setting named and no default.

        >>> import lumpbayes as lb
        >>> engine = lb.load().with_prior("lipoma", 0.5)
        >>> round(engine.diagnose()["lipoma"], 12)
        0.5
        """
        changed = reasoning.edits.with_prior(self.knowledge, cause, probability, setting)
        return self._edited(changed, build_network(changed))

    def with_prevalences(
        self,
        prevalences: Mapping[str, float] | None = None,
        *,
        odds: Mapping[str, float] | None = None,
        setting: str | None = None,
    ) -> Self:
        """A new engine for a clinic with other prevalences; the likelihoods stay.

        Args:
            prevalences: cause, or group of causes -> P(cause | setting). The causes of a group
                keep their proportions; what is left goes to the other causes in proportion. Where
                those are all 0 they share equally.
            odds: cause or group -> what its prior odds are multiplied by: 2 where it is seen twice
                as often. Several are relative to the causes without one.
            setting: where; the model's default setting when left out, every one for ``any``.

        Raises:
            UnknownNameError: a cause or setting that the model does not have.
            EvidenceError: a number out of range, prevalences that sum to more than 1, a cause
                named twice, or no setting named and no default.

        >>> import lumpbayes as lb
        >>> engine = lb.load(backend="sweeps").with_prevalences({"lipoma": 0.1, "hematoma": 0.2})
        >>> prior = engine.diagnose()
        >>> round(prior["lipoma"], 12), round(prior["hematoma"], 12)
        (0.1, 0.2)
        """
        settings = reasoning.edits.chosen_settings(self.knowledge, setting)
        changed = reasoning.prior_shift.with_prevalences(
            self.knowledge, prevalences or {}, odds or {}, settings
        )
        return self._edited(changed, build_network(changed))

    def with_likelihood(
        self,
        variable: str,
        state: str | bool,
        probability: float,
        *,
        given: Mapping[str, object] | str | None = None,
    ) -> Self:
        """A new engine with P(state | given) set and the row's other states in proportion.

        Where the others are all 0 they share what is left equally.

        Args:
            variable: whose likelihood.
            state: which of its states.
            probability: the new number, 0 to 1.
            given: the group of rows to edit, by exactly the parents that it names, such as
                ``{"inflammation": "yes", "cause": "skin_abscess"}`` or, as the tables write it,
                ``"inflammation=yes;cause=skin_abscess"``; a selector may be ``@group``. A group
                that the tables do not have is created; it starts from P(variable | given) under
                the model, or from the mean of its rows where ``given`` has probability 0. Left
                out: the row without condition.

        Raises:
            UnknownNameError: a variable, state or group that the model does not have.
            EvidenceError: a probability outside 0..1, something that is no parent or no condition,
                or a row that would hold nowhere because more specific ones do.
            TablesError: the new rows tie with others.

        Warns:
            HiddenStructureWarning: the new rows remove the dependence on a parent they leave out.

        >>> import lumpbayes as lb
        >>> fever = {"systemic_inflammation": "infective"}
        >>> engine = lb.load().with_likelihood("fever", "yes", 0.7, given=fever)
        >>> round(engine.diagnose(fever).of("fever")["yes"], 12)
        0.7
        """
        condition = {} if given is None else given
        changed = reasoning.edits.with_likelihood(
            self.knowledge,
            self.network,
            self.memory_limit,
            variable,
            (state, probability),
            condition,
        )
        return self._edited(changed, build_network(changed))

    def with_tables(self, **tables: pandas.DataFrame | str | os.PathLike[str]) -> Self:
        """A new engine with whole tables replaced.

        Args:
            **tables: table name (``priors``, ``likelihoods``, ...) -> a frame with the table's
                columns, or the path of a CSV file. The other tables stay as they are. All are
                checked under the policy that the engine was loaded with.

        Raises:
            UnknownNameError: a table that models do not have.
            TablesError: the tables do not fit together, or one is no table; carries every problem.
            TooLargeError: a query would need more than the engine's ``memory_limit``.

        >>> import lumpbayes as lb
        >>> engine = lb.load()
        >>> engine.with_tables(priors=engine.table("priors")).fingerprint == engine.fingerprint
        True
        """
        changed = with_tables(self.knowledge, tables, self.memory_limit)
        return self._edited(changed, build_network(changed))

    def table(self, name: str) -> pandas.DataFrame:
        """One of the model's tables as a frame, in the columns of its CSV file.

        Raises:
            UnknownNameError: a table that the model does not have.

        >>> import lumpbayes as lb
        >>> list(lb.load().table("groups").columns)
        ['variable', 'group', 'label', 'state']
        """
        return table_frame(self.knowledge, name)

    def copy_tables(self, folder: str | os.PathLike[str]) -> Path:
        """Copy the model file and its tables into a new folder, to be edited there.

        Tables are copied byte for byte; those of an edited model are written as it has them.

        Args:
            folder: a new one, or one that is empty.

        Returns:
            The new model file, for :func:`load`; its tables lie in ``folder/data``.

        Raises:
            WriteError: the folder is not empty, is a file, or cannot be written.
            EvidenceError: a network file, which has no tables; a folder that is no path.

        >>> import os, tempfile
        >>> import lumpbayes as lb
        >>> engine = lb.load()
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     model = engine.copy_tables(os.path.join(folder, "mine"))
        ...     model.name, lb.load(model).fingerprint == engine.fingerprint
        ('back_lump.toml', True)
        """
        return tables.copying.copy_tables(self.knowledge, check_path(folder, "mine"))

    def write_network(self, path: str | os.PathLike[str], *, force: bool = False) -> Path:
        """Write the network, as this engine has it, in the format of another program.

        It holds variables, states and probabilities; whatever else the tables say stays behind.
        It is put in place once it has been read back, every double bit for bit.

        Args:
            path: the file. Its ending says the format: ``.bif``, ``.xml`` (XMLBIF), ``.net``
                (HUGIN), ``.xdsl`` (GeNIe) or ``.uai``, which has no names; ``.gz`` behind it
                compresses it.
            force: whether a file of that name is replaced.

        Returns:
            The path, for :func:`load`.

        Raises:
            TablesError: an ending that says no format.
            WriteError: there is such a file, it cannot be written, or the format cannot hold a
                name.
            EvidenceError: a path that is none.

        >>> import os, tempfile
        >>> import lumpbayes as lb
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = lb.load().write_network(os.path.join(folder, "back_lump.bif"))
        ...     len(lb.load(path, target="cause").causes)
        18
        """
        target = check_path(path, "back_lump.bif")
        return interchange.writing.write_by_ending(
            self.network, self.knowledge.name, target, replace=force
        )
