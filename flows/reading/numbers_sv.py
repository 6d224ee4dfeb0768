"""Swedish numbers, weekdays, months and parts of the day; several spellings of one stand with commas between."""

NUMBERS = {
    "noll": 0, "ettusen": 1000, "ett, et, etta, ettan": 1, "två, tu, tva, tvåa, tvåan": 2, "tre, trea, trean": 3,
    "fyra, fyr, fyran": 4, "fem, femma, femman": 5, "sex, sexa, sexan": 6, "sju, sjua, sjuan": 7,
    "åtta, åttan": 8, "nio, nie, nia, nian": 9, "tio, tie, tia, tian": 10, "elva": 11, "tolv": 12,
    "tretton": 13, "fjorton": 14, "femton": 15, "sexton": 16, "sjutton": 17, "arton": 18, "nitton": 19,
    "tjugo, tjuge, tjugi": 20, "trettio, tretti": 30, "fyrtio, förti, fyrti": 40, "femtio, femti": 50,
    "sextio, sexti": 60, "sjuttio, sjutti": 70, "åttio, åtti": 80, "nittio, nitti": 90, "hundra": 100, "tusen": 1000,
}  # fmt: skip
# A number only among numbers: "en och två"; else an article.
ARTICLES = {"en": 1}
ORDINALS = {
    "första, förste, 1sta, 1a": 1, "andra, 2a": 2, "tredje": 3, "fjärde": 4, "femte": 5, "sjätte": 6,
    "sjunde": 7, "åttonde": 8, "nionde": 9, "tionde": 10, "elfte": 11, "tolfte": 12, "trettonde": 13,
    "fjortonde": 14, "femtonde": 15, "sextonde": 16, "sjuttonde": 17, "artonde": 18, "nittonde": 19,
    "tjugonde": 20, "tjugoförsta, tjugförsta": 21, "tjugoandra, tjuguandra": 22, "tjugotredje": 23,
    "tjugofjärde": 24, "tjugofemte": 25, "tjugosjätte": 26, "tjugosjunde": 27, "tjugoåttonde": 28,
    "tjugonionde": 29, "trettionde": 30, "trettioförsta, trettiförsta": 31,
}  # fmt: skip
DAYS = {
    "måndag, mån, månd": "mon", "tisdag, tis, tisd": "tue", "onsdag, ons, onsd": "wed",
    "torsdag, tors, torsd, tor": "thu", "fredag, fre, fred": "fri", "lördag, lör, lörd": "sat",
    "söndag, sön, sönd": "sun",
    "måndan, månda, måndagen, måndagens, måndagar, måndagarna": "mon",
    "tisdan, tisda, tisdagen, tisdagens, tisdagar, tisdagarna": "tue",
    "onsdan, onsda, onsdagen, onsdagens, onsdagar, onsdagarna": "wed",
    "torsdan, torsda, torsdagen, torsdagens, torsdagar, torsdagarna": "thu",
    "fredan, freda, fredagen, fredagens, fredagar, fredagarna": "fri",
    "lördan, lördagen, lördagens, lördagar, lördagarna, lörda": "sat",
    "söndan, söndagen, söndagens, söndagar, söndagarna, sönda": "sun",
    "vardagar, vardag, vardagarna, arbetsdagar, arbetsdag, på veckorna, veckodagar": "mon tue wed thu fri",
    "veckodagarna": "mon tue wed thu fri",
    "helg, helger, helgen, helgerna, helgar, helgerne": "sat sun",
    "alla dagar, alla dar, varenda dag, varje dag, när som helst, vilken dag som helst": "all",
    "vilka dagar som helst, alla tider, närsom, närsomhelst, när som helt, när ni vill, när du vill": "all",
    "när det behövs, när det passar, när det passar er, spelar ingen roll när, spelar ingen roll": "all",
    "kvittar, det kvittar, flexibel, flexibla, alla möjliga tider": "all",
}  # fmt: skip
SHORT_DAYS = {"må": "mon", "ti": "tue", "on": "wed", "to": "thu", "fr": "fri", "lö": "sat", "sö": "sun"}
MONTHS = {
    "januari, jan": 1, "februari, feb": 2, "mars": 3, "april, apr": 4, "maj": 5, "juni, jun": 6,
    "juli, jul": 7, "augusti, aug": 8, "september, sep, sept": 9, "oktober, okt": 10,
    "november, nov": 11, "december, dec": 12,
}  # fmt: skip
PARTS = {
    "morgon, morgonen, mornen, morrnar, morronen, morgontid, morgnar, morgnarna, mornar, mornarna": "morning",
    "morron, bitti, morse, morgonar": "morning",
    "före lunch, innan lunch, fram till lunch, till lunch, f m, förmiddagstid, förmiddar": "forenoon",
    "förmiddag, förmiddagen, förmiddagar, förmiddagarna, fm, förmiddan, förmidda": "forenoon",
    "lunch, lunchen, lunchtid, lunchtiden, lunchrasten, middagstid, lunchdags, mitt på dagen, luncher": "midday",
    "dagtid, dagtimmar, på dagen, på dagarna, på dagtid": "day",
    "efter lunch, från lunch, eftermiddag, efter skolan, eftermiddagstid, eftermiddar": "afternoon",
    "eftermidda, eftermiddagen, eftermiddagar, eftermiddagarna, em, eftermiddan, e m, efm": "afternoon",
    "kväll, kvällen, kvällar, kvällarna, kvällstid, kväller, kvällningen, efter jobbet, kvälls": "evening",
    "kvälln, kvällarn, efter arbetet, efter arbetstid, efter middan": "evening",
}
