"""A network file as a knowledge base: variables that can be observed, and one that is asked."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import numpy as np

from lumpbayes.errors import EvidenceError, UnknownNameError, nearest_names, or_nearest
from lumpbayes.inference.network import Network
from lumpbayes.interchange.reading import NetworkFile, read_network
from lumpbayes.knowledge.matching import folded
from lumpbayes.knowledge.records import FrozenMapping, KnowledgeBase, Variable

__all__ = ["load_network", "network_knowledge", "with_target"]

UNVERSIONED = "unversioned"


def load_network(
    path: str, target: str | None = None, policy: str = "strict"
) -> tuple[KnowledgeBase, Network]:
    """A network file as a knowledge base and as arrays, its variables sorted by name.

    Args:
        path: the file; see ``read_network``.
        target: the variable that is asked, the cause; None asks for none.
        policy: ``strict`` or ``lenient``.

    Raises:
        TablesError, TooLargeError: the file cannot be used; see ``read_network``.
        UnknownNameError: it has no such target.
    """
    file = read_network(path, policy=policy)
    network = _sorted(file.network)
    knowledge = network_knowledge(file, policy)
    return (knowledge if target is None else with_target(knowledge, target)), network


def network_knowledge(file: NetworkFile, policy: str = "strict") -> KnowledgeBase:
    """The knowledge base of a network file; it asks for no variable yet: its cause is empty.

    Every variable is a finding; names stand for themselves, without labels. Nothing is known of
    urgency, sources or codes, and nothing is made up.
    """
    network = file.network
    variables = {
        name: Variable(
            name, "finding", states, tuple(network.names[i] for i in parents), "", "", 0.0, None, 0
        )
        for name, states, parents in zip(
            network.names, network.states, network.parents, strict=True
        )
    }
    labels = {
        name: FrozenMapping({state: state for state in each.states}, f"state of {name}")
        for name, each in variables.items()
    }
    return KnowledgeBase(
        name=file.name,
        title=file.name,
        version=UNVERSIONED,
        cause="",
        setting=None,
        defaults=FrozenMapping({}, "default"),
        variables=FrozenMapping(variables, "variable"),
        variable_labels=FrozenMapping({name: name for name in variables}, "variable"),
        state_labels=FrozenMapping(labels, "variable"),
        groups=(),
        priors=(),
        likelihoods=(),
        expansions=FrozenMapping({}, "variable"),
        sources=FrozenMapping({}, "source"),
        management=FrozenMapping({}, "cause"),
        losses=(),
        thresholds=(),
        red_flags=(),
        codes=(),
        presentations=(),
        issues=file.issues,
        files=FrozenMapping({}, "table"),
        policy=policy,
        edited=False,
        fingerprint=_fingerprint(network),
    )


def with_target(knowledge: KnowledgeBase, target: str) -> KnowledgeBase:
    """The knowledge base of a network file, asked for one of its variables.

    Raises:
        EvidenceError: a model of tables, which names its own cause.
        UnknownNameError: no such variable.
    """
    if not knowledge.from_network:
        raise EvidenceError(
            f"target {target!r}: the model {knowledge.name} names what it asks for, "
            f"{knowledge.cause}; a target is for network files. Leave it out; other variables' "
            "posteriors are in dx.of"
        )
    names = tuple(knowledge.variables)
    alike = [name for name in names if folded(name) == folded(target)]
    found = target if target in names else alike[0] if len(alike) == 1 else None
    if found is None:
        raise UnknownNameError(
            f"there is no variable {target!r} to be the target: {or_nearest(str(target), names)}",
            nearest_names(str(target), names),
        )
    variables = {
        name: each._replace(role="cause" if name == found else "finding")
        for name, each in knowledge.variables.items()
    }
    return replace(
        knowledge,
        title=f"{knowledge.name}: {found}",
        cause=found,
        variables=FrozenMapping(variables, "variable"),
    )


def _sorted(network: Network) -> Network:
    """The same with its variables sorted by name, so that their order in the file moves no bit."""
    order = sorted(range(len(network.names)), key=network.names.__getitem__)
    place = {old: new for new, old in enumerate(order)}
    return Network.checked(
        [network.names[old] for old in order],
        [network.states[old] for old in order],
        [[place[parent] for parent in network.parents[old]] for old in order],
        [network.tables[old] for old in order],
    )


def _fingerprint(network: Network) -> str:
    """SHA-256 over names, states in order, parents and doubles, whatever the variables' order."""
    digest = hashlib.sha256()
    for index in sorted(range(len(network.names)), key=network.names.__getitem__):
        parents = [network.names[parent] for parent in network.parents[index]]
        family = [network.names[index], network.states[index], parents]
        digest.update(json.dumps(family, ensure_ascii=True).encode("ascii") + b"\n")
        digest.update(np.ascontiguousarray(network.tables[index], dtype="<f8").tobytes())
    return digest.hexdigest()
