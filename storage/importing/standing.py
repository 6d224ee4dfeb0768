"""In which relation somebody stands to the organization, and on which legal basis they may be kept."""

from collections.abc import Mapping

RELATION_BY_BASIS: Mapping[str, str] = {
    "member": "member",
    "consent": "sympathizer",
    "contact": "regular_contact",
}
BASIS_BY_RELATION: Mapping[str, str] = {
    "member": "member",
    "former_member": "member",
    "regular_contact": "contact",
}


def standing(relation: str | None, basis: str | None) -> tuple[str, str | None]:
    """(relation, basis) with what was not said filled in from the other; a list that says neither is of members."""
    relation = relation or RELATION_BY_BASIS[basis or "member"]
    return relation, basis or BASIS_BY_RELATION.get(relation)


def is_lawful(relation: str, basis: str | None) -> bool:
    """A sympathizer has to have consented or be in contact with us: nobody else's basis reaches them."""
    return basis is not None and (relation, basis) != ("sympathizer", "member")
