"""GraphQL queries against records that are shaped like their answers.

A record holds its fields under GitHub's own names; a list stands for a connection. What a record
lacks is null. The count of nodes and the cost are those that GitHub documents: each connection is
as many nodes as its `first` times those of what it stands in, and a hundred connections a point.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    ObjectValueNode,
    OperationDefinitionNode,
    VariableNode,
    parse,
)
from graphql.utilities import value_from_ast_untyped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from graphql import SelectionSetNode

    Lookup = Callable[[str, dict[str, Any]], Any]

MOST_NODES = 500_000
"""GitHub refuses a query that could return more."""

_CONNECTIONS_A_POINT = 100


class QueryError(Exception):
    """A query that GitHub refuses; the message goes into the answer."""


@dataclass
class Query:
    """A parsed query.

    Attributes:
        operation: what it asks for.
        fragments: by name.
        variables: as sent.
        node_count: how many nodes it could return.
        cost: its price in points.
    """

    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]
    variables: Mapping[str, Any]
    node_count: int = 0
    cost: int = 1
    _connections: int = field(default=0, repr=False)

    @classmethod
    def parse(cls, text: str, variables: Mapping[str, Any]) -> Query:
        """Reads a query.

        Raises:
            QueryError: when it is none, changes something, or could return too much.
        """
        try:
            definitions = parse(text, no_location=True).definitions
        except GraphQLError as error:
            raise QueryError(error.message) from error
        operations = [part for part in definitions if isinstance(part, OperationDefinitionNode)]
        if len(operations) != 1 or operations[0].operation.value != "query":
            message = "The loopback GitHub can only be read: send one query."
            raise QueryError(message)
        fragments = {
            part.name.value: part
            for part in definitions
            if isinstance(part, FragmentDefinitionNode)
        }
        query = cls(operations[0], fragments, variables)
        query._count(query.operation.selection_set, 1)
        query.cost = max(1, round(query._connections / _CONNECTIONS_A_POINT))
        if query.node_count > MOST_NODES:
            message = (
                f"This query requests up to {query.node_count:,} possible nodes which exceeds the "
                f"maximum limit of {MOST_NODES:,}."
            )
            raise QueryError(message)
        return query

    def answer(self, lookup: Lookup) -> tuple[dict[str, Any], dict[str, str]]:
        """The answer, and the aliases of what `lookup` does not know, each with its field.

        Args:
            lookup: a top-level field's name and arguments → its record, or null.
        """
        data: dict[str, Any] = {}
        missing: dict[str, str] = {}
        for node in self._fields(self.operation.selection_set, {}):
            alias = node.alias.value if node.alias else node.name.value
            record = lookup(node.name.value, self._arguments(node))
            data[alias] = self._shown(record, node)
            if record is None:
                missing[alias] = node.name.value
        return data, missing

    def _shown(self, value: Any, node: FieldNode) -> Any:
        selected = node.selection_set
        if value is None or selected is None:
            return value
        if isinstance(value, list):
            return [self._shown(entry, node) for entry in value]
        shown: dict[str, Any] = {}
        for child in self._fields(selected, value):
            name, arguments = child.name.value, self._arguments(child)
            alias = child.alias.value if child.alias else name
            found = _resolved(value, name, arguments)
            if isinstance(found, list) and child.selection_set and _is_connection(child):
                found = _page(found, arguments)
            shown[alias] = self._shown(found, child)
        return shown

    def _fields(self, selected: SelectionSetNode, value: dict[str, Any]) -> Iterator[FieldNode]:
        """The fields that are asked of a value, fragments opened."""
        for part in selected.selections:
            if isinstance(part, FieldNode):
                yield part
            elif isinstance(part, FragmentSpreadNode):
                fragment = self.fragments[part.name.value]
                if _is_of(value, fragment.type_condition.name.value):
                    yield from self._fields(fragment.selection_set, value)
            elif isinstance(part, InlineFragmentNode):
                condition = part.type_condition
                if condition is None or _is_of(value, condition.name.value):
                    yield from self._fields(part.selection_set, value)

    def _arguments(self, node: FieldNode) -> dict[str, Any]:
        return {
            argument.name.value: self.variables.get(argument.value.name.value)
            if isinstance(argument.value, VariableNode)
            else {}
            if isinstance(argument.value, ObjectValueNode)
            else value_from_ast_untyped(argument.value)
            for argument in node.arguments or ()
        }

    def _count(self, selected: SelectionSetNode, parents: int) -> None:
        for node in self._fields(selected, {}):
            size = self._arguments(node).get("first")
            count = parents
            if isinstance(size, int):
                self._connections += parents
                count = parents * size
                self.node_count += count
            elif node.name.value == "repository":
                self._connections += 1
            if node.selection_set:
                self._count(node.selection_set, count)


def _is_of(value: dict[str, Any], type_name: str) -> bool:
    return bool(value.get("__typename", type_name) == type_name)


def _is_connection(node: FieldNode) -> bool:
    """Whether a field's selection is one of a connection, not of the entries of a plain list."""
    asked = node.selection_set.selections if node.selection_set else ()
    return any(
        isinstance(part, FieldNode)
        and part.name.value in {"nodes", "edges", "totalCount", "pageInfo"}
        for part in asked
    )


def _resolved(value: dict[str, Any], name: str, arguments: dict[str, Any]) -> Any:
    if name == "object":
        return value.get("objects", {}).get(arguments.get("expression"))
    if name == "issues" and "states" in arguments:
        return value.get("openIssues")
    return value.get(name)


def _page(entries: list[Any], arguments: dict[str, Any]) -> dict[str, Any]:
    start = int(arguments.get("after") or 0)
    end = start + int(arguments.get("first") or 0)
    return {
        "totalCount": len(entries),
        "nodes": entries[start:end],
        "pageInfo": {"hasNextPage": end < len(entries), "endCursor": str(end)},
    }
