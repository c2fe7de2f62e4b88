"""Which names the code of cells makes, reads and changes: for the rule that no cell depends on what people do not see, and for catch-up cells."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

from .cells import parsed

BUILTIN = {*dir(builtins), "get_ipython"}
# Methods that change the object before the point; all others are taken to return something new.
CHANGING = {
    *("compile", "fit", "train_on_batch", "set_weights", "load_weights", "build", "adapt", "reset_metrics"),
    *("append", "extend", "insert", "add", "update", "setdefault", "pop", "remove", "clear", "sort", "reverse"),
    *("discard", "popitem", "difference_update", "intersection_update", "symmetric_difference_update"),
    *("fill", "shuffle", "partial_fit"),
}
# What begins the random numbers anew: left out, the numbers after it would be others than on the page.
SEEDING = {"set_random_seed", "seed"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Step:
    """One statement of a cell.

    binds: the names it makes; `surely` tells whether it does so in any case, not in a loop or branch only
    reads: the names that have to be there when it runs
    later: what a function that it defines reads when it is called
    changes: the names whose objects it changes
    calls: the functions it calls by name, each with the names that it hands over
    shares: the names whose objects may be a part of what it makes
    changing: it defines a function that changes what it is given
    seeding: it begins the random numbers anew
    """

    source: str
    line: int  # in the cell, from 1
    binds: frozenset[str]
    surely: bool
    reads: frozenset[str]
    later: frozenset[str]
    changes: frozenset[str]
    calls: tuple[tuple[str, frozenset[str]], ...]
    shares: frozenset[str]
    changing: bool
    seeding: bool


def root(node: ast.AST) -> str | None:
    """Return the name at the start of `network.layers[0].weights`, or None."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Starred)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def roots(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the names at the start of all of them, also of those in a list or tuple."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            found |= roots(node.elts)
        elif name := root(node):
            found.add(name)
    return found


def arguments(call: ast.Call) -> list[ast.expr]:
    """Return what a call hands over."""
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def own(function: ast.AST) -> set[str]:
    """Return the names that belong to a function or comprehension itself: what it is given and what it makes."""
    found: set[str] = set()
    for node in ast.walk(function):
        match node:
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()) | ast.ExceptHandler(name=str(name)):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.Import() | ast.ImportFrom():
                found |= imported(node)
    return found


def imported(node: ast.Import | ast.ImportFrom) -> set[str]:
    """Return the names that an import makes."""
    return {(alias.asname or alias.name).split(".")[0] for alias in node.names}


def loads(node: ast.AST) -> set[str]:
    """Return all names that are read somewhere inside."""
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load)}


class Reader(ast.NodeVisitor):
    """Collect what one statement does."""

    def __init__(self) -> None:
        self.binds: set[str] = set()
        self.reads: set[str] = set()
        self.later: set[str] = set()
        self.changes: set[str] = set()
        self.calls: list[tuple[str, frozenset[str]]] = []
        self.shares: set[str] = set()
        self.seeding = self.changing = False

    def visit_Name(self, node: ast.Name) -> None:
        (self.reads if isinstance(node.ctx, ast.Load) else self.binds).add(node.id)

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        self.binds |= imported(node)

    visit_ImportFrom = visit_Import

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.binds.add(node.name)
        for part in [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]:
            self.visit(part)
        inside = Reader()
        for statement in node.body:
            inside.visit(statement)
        self.later |= loads(ast.Module(node.body, [])) - own(node)
        given = {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
        self.changing = bool(inside.changes & given)

    def visit_Lambda(self, node: ast.AST) -> None:
        self.reads |= loads(node) - own(node)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_Lambda

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.binds.add(node.name)
        self.reads |= loads(node) - own(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if name := root(node.target):
            (self.reads if isinstance(node.target, ast.Name) else self.changes).add(name)
        self.generic_visit(node)

    def stored(self, target: ast.expr) -> None:
        """Note the object that a target such as `accuracies[name]` is a part of."""
        for part in ast.walk(target):
            if isinstance(part, (ast.Attribute, ast.Subscript)) and isinstance(part.ctx, ast.Store):
                if name := root(part):
                    self.changes.add(name)

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self.stored(target)
        for call in (part for part in ast.walk(node.value) if isinstance(part, ast.Call)):
            self.shares |= roots(arguments(call))
        self.shares |= roots([node.value])
        self.generic_visit(node)

    def visit_For(self, node: ast.For) -> None:
        self.generic_visit(node)
        # A loop over the layers of a network that changes each of them changes the network.
        for target, source in paired(node.target, node.iter):
            if self.changes & loads_and_stores(target):
                self.changes |= loads(source)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Attribute):
            self.seeding |= node.func.attr in SEEDING
            if node.func.attr in CHANGING and (name := root(node.func.value)):
                self.changes.add(name)
        elif isinstance(node.func, ast.Name):
            self.calls.append((node.func.id, frozenset(roots(arguments(node)))))
        self.generic_visit(node)


def paired(target: ast.expr, source: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    """Return what a loop goes through beside the names it gives to it; `zip` goes through several things."""
    if isinstance(source, ast.Call) and isinstance(target, ast.Tuple) and getattr(source.func, "id", "") == "zip":
        if len(source.args) == len(target.elts):
            return list(zip(target.elts, source.args))
    return [(target, source)]


def loads_and_stores(node: ast.AST) -> set[str]:
    """Return all names inside."""
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


@cache
def steps(code: str) -> tuple[Step, ...]:
    """Return the statements of a cell; none where it is no Python."""
    tree = parsed(code)
    if isinstance(tree, SyntaxError):
        return ()
    lines = code.split("\n")
    found = []
    for node in tree.body:
        reader = Reader()
        reader.visit(node)
        first = min([node.lineno, *(part.lineno for part in getattr(node, "decorator_list", []))])
        simple = isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Assert))
        # A loop makes its names before it reads them.
        reads = reader.reads if simple else reader.reads - reader.binds
        found.append(
            Step(
                "\n".join(lines[first - 1 : node.end_lineno]),
                first,
                frozenset(reader.binds),
                not isinstance(node, (ast.For, ast.While, ast.If, ast.Try)),
                frozenset(reads - BUILTIN),
                frozenset(reader.later - BUILTIN),
                frozenset(reader.changes),
                tuple(reader.calls),
                frozenset(reader.shares),
                reader.changing,
                reader.seeding,
            )
        )
    return tuple(found)


def reached(names: frozenset[str], leads_to: dict[str, frozenset[str]]) -> set[str]:
    """Return the names, and all to which they lead, step by step."""
    found, waiting = set(), set(names)
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= leads_to.get(name, frozenset()) - found
    return found


class Known:
    """What is known of the names so far, while the statements of a page go by in their order."""

    def __init__(self) -> None:
        self.later: dict[str, frozenset[str]] = {}  # function -> what it reads when it is called
        self.changing: set[str] = set()  # functions that change what they are given
        self.shares: dict[str, frozenset[str]] = {}

    def reads(self, step: Step) -> set[str]:
        """Return what has to be there when a statement runs, with what the functions read that it names."""
        return reached(step.reads, self.later)

    def changes(self, step: Step) -> set[str]:
        """Return the names whose objects a statement changes, with those that may be a part of them."""
        handed_over = (given for function, given in step.calls if function in self.changing)
        return reached(step.changes.union(*handed_over), self.shares)

    def add(self, step: Step) -> None:
        """Take note of a statement."""
        for name in step.binds:
            self.later.pop(name, None)
            self.changing.discard(name)
            if step.later:
                self.later[name] = step.later
            if step.changing:
                self.changing.add(name)
            self.shares[name] = step.shares - {name}


Place = TypeVar("Place")


@dataclass(frozen=True)
class Done(Generic[Place]):
    """A statement with what is known where it stands; `place` says which cell it belongs to."""

    step: Step
    place: Place
    reads: frozenset[str]
    changes: frozenset[str]


def in_order(cells: Iterable[tuple[Place, str]]) -> list[Done[Place]]:
    """Return the statements of cells, which are given as place and code."""
    known, found = Known(), []
    for place, code in cells:
        for step in steps(code):
            found.append(Done(step, place, frozenset(known.reads(step)), frozenset(known.changes(step))))
            known.add(step)
    return found


def needed(after: Iterable[Done]) -> set[str]:
    """Return the names that statements read before they make them."""
    found: set[str] = set()
    made: set[str] = set()
    for done in after:
        found |= done.reads - made
        made |= done.step.binds
    return found


def that_make(names: set[str], before: list[Done]) -> Iterator[Done]:
    """Yield, in their order, the statements that make names as they are at the end; what only shows something is left out."""
    kept, wanted = [], set(names)
    for done in reversed(before):
        makes, changes = done.step.binds & wanted, done.changes & wanted
        if makes or changes or done.step.seeding:
            kept.append(done)
            if makes and done.step.surely and not changes:
                wanted -= done.step.binds
            wanted |= done.reads
    kept.reverse()
    for done, after in zip(kept, [*kept[1:], None]):
        if not done.step.seeding or (after and not after.step.seeding):
            yield done
