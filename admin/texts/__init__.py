"""What the pages say, by key and language, and which language a browser wants.

Each page's texts stand in a module of their own here, which is found by itself: key → (Swedish, English).
"""

from importlib import import_module
from pkgutil import iter_modules

from flows.text import filled

LANGUAGES = ("sv", "en")
FALLBACK = "sv"
PAGES = [import_module(f"{__name__}.{module.name}").TEXTS for module in iter_modules(__path__)]
CATALOGS = {
    language: {key: pair[place] for page in PAGES for key, pair in page.items()}
    for place, language in enumerate(LANGUAGES)
}


def text(language: str, key: str, **values: object) -> str:
    """The text of a key, filled as `flows.text` does; values are put in as they stand. KeyError for an unknown key."""
    return filled(CATALOGS.get(language, CATALOGS[FALLBACK])[key], values)


def preferred(accept_language: str) -> str:
    """The language of ours that an Accept-Language header likes best; Swedish when it names none."""
    wanted = [_weighed(item) for item in accept_language.split(",")[:20]]
    known = [(weight, tag) for weight, tag in wanted if weight > 0 and tag in CATALOGS]
    return max(known, key=lambda pair: pair[0])[1] if known else FALLBACK


def _weighed(item: str) -> tuple[float, str]:
    """`en-GB;q=0.8` as (0.8, "en"); a weight that is none counts as nothing."""
    tag, _, quality = item.partition(";")
    name = tag.strip().partition("-")[0].casefold()
    try:
        return (float(quality.partition("=")[2]) if quality else 1.0), name
    except ValueError:
        return 0.0, name
