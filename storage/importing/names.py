"""People's names: split in two, and folded for comparison."""


def fold(text: str) -> str:
    """Case-blind and with single spaces; å, ä and ö stay letters of their own."""
    return " ".join(text.casefold().split())


def folded_name(first: str, last: str) -> str:
    """What `person.folded_name` holds."""
    return fold(f"{first} {last}")


def split_name(name: str) -> tuple[str, str]:
    """(first, last) of `Ek, Selam`, `Selam Ek` or `Åsa von Essen`: without a comma the first word is the first name."""
    last, _, first = (part.strip() for part in name.partition(","))
    if first and last:
        return first, last
    words = name.replace(",", " ").split()
    return " ".join(words[:1]), " ".join(words[1:])
