"""What DESIGN.md section 2 and the style of the house ask of the code, as checks.

A line may be excused by `# house: why` at its end. `test_every_excuse_gives_its_reason` prints
them all, so that a growing list is seen.
"""

import ast
from collections.abc import Iterable, Iterator

from tests.architecture.source import Source, application

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
AIMED_FUNCTION = 25
EXCUSE = "# house:"

COMMITS = {"ctj/transaction.py"}
# Set up before anything is installed, and hand over at the end.
MAY_IMPORT_INSIDE = {"ctj/__main__.py", "ctj/bootstrap/start.py"}
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "stuff"}
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
}


def test_one_place_commits() -> None:
    """Half a transition on disk is worse than none: only the unit of work commits."""
    found = _calls_where(lambda call: _attribute(call) == "commit")
    assert _outside(COMMITS, found) == []


def test_nobody_reads_the_wall_clock() -> None:
    """The database's clock says when something was recorded, the viewer's now what is due."""
    assert _told(_calls_where(lambda call: _spoken(call) in CLOCKS)) == []


def test_rooms_are_imported_at_the_head_of_a_file() -> None:
    """An import inside a function hides a circle; heavy packages of others may wait."""
    inside = [
        (source, node.lineno)
        for source in application()
        for function in _functions(source)
        for node in ast.walk(function)
        if _imports_own_room(node)
    ]
    assert _outside(MAY_IMPORT_INSIDE, inside) == []


def test_no_file_is_longer_than_a_subject() -> None:
    long = [s for s in application() if len(s.text.splitlines()) > LONGEST_FILE]
    assert [s.path for s in long] == [], "cut by subject"


def test_no_function_is_longer_than_a_thought() -> None:
    """Fails above 40 lines; above 25 it is listed."""
    lengths = [
        (
            node.end_lineno - node.lineno + 1,
            f"{source.path}:{node.lineno} {node.name}",
            source,
            node,
        )
        for source in application()
        for node in _functions(source)
        if node.end_lineno is not None
    ]
    for length, name, *_ in sorted(lengths, key=lambda entry: -entry[0]):
        if length > AIMED_FUNCTION:
            print(f"{length} lines, aim {AIMED_FUNCTION}: {name}")
    long = [(source, node.lineno) for n, _, source, node in lengths if n > LONGEST_FUNCTION]
    assert _told(long) == []


def test_every_file_says_by_its_name_what_it_holds() -> None:
    words = {word: s.path for s in application() for word in s.path.removesuffix(".py").split("/")}
    assert {path for word, path in words.items() if word in SAYS_NOTHING} == set()


def test_no_page_is_made_from_strings() -> None:
    """security.md C18: a value becomes markup in a template only, and escaped."""
    found = _calls_where(
        lambda call: {_attribute(call), _name(call)} & {"Markup", "render_template_string"} != set()
    )
    assert _told(found) == []


def test_no_query_is_made_from_strings() -> None:
    """ruff's S608 sees what looks like SQL; this sees what is handed over as SQL."""
    found = _calls_where(
        lambda call: (
            {_attribute(call), _name(call)} & {"text", "execute", "exec_driver_sql"} != set()
            and bool(call.args)
            and _is_built(call.args[0])
        )
    )
    assert _told(found) == []


def test_every_excuse_gives_its_reason() -> None:
    excuses = [
        (source.path, number, line.split(EXCUSE, 1)[1].strip())
        for source in application()
        for number, line in enumerate(source.text.splitlines(), 1)
        if EXCUSE in line
    ]
    for path, number, reason in excuses:
        print(f"{path}:{number}: {reason}")
    assert [excuse for excuse in excuses if len(excuse[2]) < 10] == []


def _functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _calls_where(wanted) -> list[tuple[Source, int]]:
    return [(s, call.lineno) for s in application() for call in s.calls() if wanted(call)]


def _told(found: Iterable[tuple[Source, int]]) -> list[str]:
    return [f"{s.path}:{number}" for s, number in found if EXCUSE not in s.line(number)]


def _outside(allowed: set[str], found: Iterable[tuple[Source, int]]) -> list[str]:
    return _told((source, number) for source, number in found if source.path not in allowed)


def _imports_own_room(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.level > 0 or (node.module or "").split(".")[0] == "ctj"
    return isinstance(node, ast.Import) and any(n.name.split(".")[0] == "ctj" for n in node.names)


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _attribute(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _spoken(call: ast.Call) -> tuple[str, str]:
    """The last two words of a dotted call: `datetime.now` in `datetime.datetime.now()`."""
    if not isinstance(call.func, ast.Attribute):
        return "", ""
    holder = call.func.value
    word = holder.attr if isinstance(holder, ast.Attribute) else getattr(holder, "id", "")
    return word, call.func.attr


def _is_built(node: ast.expr) -> bool:
    """An f-string with a value in it, or text joined by + or %."""
    if isinstance(node, ast.JoinedStr):
        parts = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        return not all(_is_one_of_two_words(part) for part in parts)
    return isinstance(node, ast.BinOp) and any(
        isinstance(side, ast.Constant) and isinstance(side.value, str)
        for side in (node.left, node.right)
    )


def _is_one_of_two_words(node: ast.expr) -> bool:
    """`'ON' if reading else 'OFF'`: nothing from outside can enter."""
    return isinstance(node, ast.IfExp) and all(
        isinstance(side, ast.Constant) for side in (node.body, node.orelse)
    )
