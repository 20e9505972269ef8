"""``lumpbayes completion``: scripts for bash, zsh and fish, and what they ask for at each Tab.

The scripts call the same command with the line up to the cursor; click finds which parameter
stands there. Bash splits words at ``=``, which ``fever=yes`` has: so the whole line is sent, and
each candidate goes back without what bash takes for earlier words.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import click

from lumpbayes.cli.printing import print_data
from lumpbayes.display.words import plain

__all__ = ["completion"]

BASH = """\
# Completion of lumpbayes for bash (4.4 or newer). In ~/.bashrc: eval "$(lumpbayes completion bash)"
_lumpbayes_completion() {
    local kind text files=
    COMPREPLY=()
    if [[ ${COMP_WORDS[COMP_CWORD-1]} == *[\\<\\>]* ]]; then
        compopt -o default
        return
    fi
    while IFS=$'\\t' read -r kind text; do
        case $kind in
            word) COMPREPLY+=("$text") ;;
            open) COMPREPLY+=("$text"); compopt -o nospace ;;
            file) compopt -o default; files=yes ;;
            dir) compopt -o dirnames ;;
        esac
    done < <("$1" completion bash --line="${COMP_LINE:0:COMP_POINT}" --word="$2" 2>/dev/null)
    if [[ $files && ${#COMPREPLY[@]} -gt 0 ]]; then
        compopt -o filenames
        while IFS= read -r text; do COMPREPLY+=("$text"); done < <(compgen -f -- "$2")
    fi
}
complete -o nosort -F _lumpbayes_completion lumpbayes
"""
ZSH = """\
#compdef lumpbayes
# Completion of lumpbayes for zsh. In ~/.zshrc, below compinit: eval "$(lumpbayes completion zsh)"
_lumpbayes_completion() {
    local line before="${(j: :)words[1,CURRENT-1]} $QIPREFIX$IPREFIX$PREFIX"
    local -a parts closed closed_shown open open_shown
    for line in "${(@f)$("$words[1]" completion zsh --line="$before" 2>/dev/null)}"; do
        parts=("${(@ps:\\t:)line}")
        case $parts[1] in
            word) closed+=("$parts[2]"); closed_shown+=("$parts[3]") ;;
            open) open+=("$parts[2]"); open_shown+=("$parts[3]") ;;
            file) [[ -n $parts[2] ]] && compset -P '*='; _files ;;
            dir) [[ -n $parts[2] ]] && compset -P '*='; _files -/ ;;
        esac
    done
    (( $#open )) && compadd -Q -U -S '' -V open -l -d open_shown -a open
    (( $#closed )) && compadd -Q -U -V closed -l -d closed_shown -a closed
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _lumpbayes_completion "$@"
else
    compdef _lumpbayes_completion lumpbayes
fi
"""
FISH = """\
# Completion of lumpbayes for fish. In config.fish: lumpbayes completion fish | source
function __lumpbayes_completion
    set -l command (commandline -opc)[1]
    for line in ($command completion fish --line=(commandline -cp | string collect) 2>/dev/null)
        set -l parts (string split -m 2 \\t -- $line)
        switch $parts[1]
            case word open
                printf '%s\\t%s\\n' $parts[2] $parts[3]
            case file
                set -l path (string replace -- "$parts[2]" "" (commandline -ct))
                for path in (__fish_complete_path $path)
                    echo "$parts[2]$path"
                end
            case dir
                __fish_complete_directories (commandline -ct)
        end
    end
end
complete --command lumpbayes --no-files --keep-order --arguments '(__lumpbayes_completion)'
"""
SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}
SPECIAL = re.compile(r"[^\w@%+=:,./!-]")
"""What a shell may read as more than itself."""


class Candidate(NamedTuple):
    """What may stand at the cursor.

    Attributes:
        kind: ``word``; ``open``: a word that goes on; ``file`` and ``dir``: the shell knows.
        text: the whole word; for files what stands before the path, such as ``--model=``.
        meaning: in plain words, or empty.
    """

    kind: str
    text: str
    meaning: str


class Cursor(NamedTuple):
    """Where the candidates shall stand.

    Attributes:
        words: the words before it, without the command's name.
        incomplete: the word under it as far as it goes, without quotes.
        quoted: whether it stands in an open quote.
        known: what the shell takes for that word, without quotes; bash starts it behind ``=``.
    """

    words: tuple[str, ...]
    incomplete: str
    quoted: bool
    known: str


@click.command()
@click.argument("shell", type=click.Choice(list(SCRIPTS)))
@click.option("--line", hidden=True, help="The command line up to the cursor: list candidates.")
@click.option("--word", hidden=True, default="", help="What bash takes for the word there.")
@click.pass_context
def completion(context: click.Context, shell: str, line: str | None, word: str) -> int:
    r"""Print the script that completes commands, variables and states in SHELL.

    \b
    Examples:
      eval "$(lumpbayes completion bash)"
      eval "$(lumpbayes completion zsh)"
      lumpbayes completion fish | source
    """
    if line is None:
        print_data(SCRIPTS[shell])
        return 0
    cursor = _cursor(line, word)
    for each in _candidates(context.find_root().command, cursor):
        print_data(_SHOWN[shell](each, cursor) + "\n")
    return 0


def _cursor(line: str, word: str) -> Cursor:
    from click.shell_completion import split_arg_string

    *words, last = split_arg_string(line + "|")  # shows whether a word has begun
    quoted = split_arg_string(line + " |")[-1] != "|"
    known = "".join(split_arg_string(word))
    return Cursor(tuple(words[1:]), last[:-1], quoted, known)


def _candidates(root: click.Command, cursor: Cursor) -> list[Candidate]:
    from click.shell_completion import ShellComplete

    shell = ShellComplete(root, {"obj": cursor.words}, "lumpbayes", "")
    option = re.match("-.*?=", cursor.incomplete)
    head = option.group() if option else ""  # click completes what stands behind it
    return [
        Candidate(item.type, head, "")
        if item.type != "plain"
        else Candidate("open" if text.endswith("=") else "word", text, plain(item.help or ""))
        for item in shell.get_completions(list(cursor.words), cursor.incomplete)
        for text in [head + item.value]
        if plain(text) == text  # nothing that a terminal would obey
    ]


def _for_bash(candidate: Candidate, cursor: Cursor) -> str:
    """Without what stands before the word that bash knows: ``yes`` for ``fever=yes``."""
    before = cursor.incomplete.removesuffix(cursor.known)
    text = candidate.text.removeprefix(before)
    return f"{candidate.kind}\t{_escaped(text, cursor)}"


def _for_zsh(candidate: Candidate, cursor: Cursor) -> str:
    shown = f"{candidate.text}  -- {candidate.meaning}" if candidate.meaning else candidate.text
    return f"{candidate.kind}\t{_escaped(candidate.text, cursor)}\t{shown}"


def _for_fish(candidate: Candidate, _: Cursor) -> str:
    return "\t".join(candidate)  # fish escapes by itself


def _escaped(text: str, cursor: Cursor) -> str:
    return text if cursor.quoted else SPECIAL.sub(r"\\\g<0>", text)


_SHOWN = {"bash": _for_bash, "zsh": _for_zsh, "fish": _for_fish}
