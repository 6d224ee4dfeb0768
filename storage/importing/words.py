"""The words that lists use for languages, relations, legal bases and a protected identity, in Swedish and English."""

import re
from collections.abc import Mapping

from storage.importing.names import fold


def _by_word(table: Mapping[str, str]) -> dict[str, str]:
    return {fold(word): value for value, words in table.items() for word in (value, *words.split(", "))}


LANGUAGES = _by_word(
    {
        "sv": "svenska, swedish, swe, se, sv-se",
        "en": "engelska, english, eng, en-gb, en-us",
        "ar": "arabiska, arabic, العربية",
        "so": "somaliska, somali, soomaali, af-soomaali",
        "fa": "persiska, farsi, persian, dari, فارسی",
        "ti": "tigrinska, tigrinja, tigrinya",
        "am": "amhariska, amharic",
        "ku": "kurdiska, kurdish, kurmanji, sorani",
        "tr": "turkiska, turkish",
        "fi": "finska, finnish, suomi",
        "pl": "polska, polish",
        "es": "spanska, spanish",
        "fr": "franska, french",
        "de": "tyska, german",
        "pt": "portugisiska, portuguese",
        "it": "italienska, italian",
        "ru": "ryska, russian",
        "uk": "ukrainska, ukrainian",
        "bs": "bosniska, bosnian",
        "hr": "kroatiska, croatian",
        "sr": "serbiska, serbian",
        "sq": "albanska, albanian",
        "el": "grekiska, greek",
        "ro": "rumänska, romanian",
        "ur": "urdu",
        "bn": "bengali, bangla",
        "th": "thailändska, thai",
        "vi": "vietnamesiska, vietnamese",
        "zh": "kinesiska, chinese, mandarin",
        "no": "norska, norwegian, nb",
        "da": "danska, danish",
        "yi": "jiddisch, yiddish",
        "rom": "romani, romani chib",
    }
)

RELATIONS = _by_word(
    {
        "member": "medlem, medlemmar, aktiv medlem, betalande medlem, aktiv",
        "former_member": "former member, ex-member, tidigare medlem, före detta medlem, f.d. medlem, fd medlem, "
        "f d medlem, utträdd, avslutad, lapsed, lapsed member",
        "regular_contact": "regular contact, contact, kontakt, regelbunden kontakt, återkommande kontakt",
        "sympathizer": "sympathiser, sympatisör, supporter, stödperson, intresserad",
    }
)

BASES = _by_word(
    {
        "member": "medlem, medlemskap, membership",
        "consent": "samtycke, samtyckt",
        "contact": "kontakt, regelbunden kontakt, regular contact",
    }
)

# Whether somebody's identity is protected.
PROTECTED = _by_word(
    {
        "yes": "ja, j, y, x, 1, true, sant, ✓, ✔, skyddad, skyddad identitet, skyddade personuppgifter, "
        "skyddad folkbokföring, kvarskrivning, sekretess, sekretessmarkering, sekretessmarkerad, protected",
        "no": "nej, n, 0, -, –, false, falskt, ingen, inte, none, ej",
    }
)

# In a column of notes: a person who has said this is not to be found out by being written to.
NO_TEXTS = re.compile(
    r"\b(inte|ej|inga|inget|aldrig|no|not|don't|dont|never)\b[^.,:;]{1,12}\b(sms|sms:a|smsa|textas?|texts?|utskick)\b",
    re.IGNORECASE,
)
