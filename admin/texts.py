"""What the pages say, by key and language, and which language a browser wants."""

from admin.texts_en import TEXTS as EN
from admin.texts_sv import TEXTS as SV

CATALOGS = {"sv": SV, "en": EN}
FALLBACK = "sv"


def text(language: str, key: str, **values: object) -> str:
    """The text of a key; values are put in as they stand. KeyError for an unknown key."""
    return CATALOGS.get(language, CATALOGS[FALLBACK])[key].format_map(values)


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
