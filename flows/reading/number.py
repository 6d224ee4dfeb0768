"""A number: figures, number words, ranges, "ca", "max", "ett tiotal", and numbers that are something else."""

import re
from collections.abc import Iterator
from typing import Any

from flows.reading.digits import digits
from flows.reading.heads import heads
from flows.reading.lexicon import Lexicon
from flows.reading.negation import Mention, after_correction, part
from flows.reading.normal import Text, normalise
from flows.reading.people import party
from flows.reading.question import Question
from flows.reading.reading import Reading, reading
from flows.reading.stance import stance
from flows.reading.ticked import conclusion
from flows.reading.units import Amount, in_unit, is_asked_for, that_hold, without_times, wrong_kind

_N = r"\d{1,3}(?:[ .,]\d{3})+(?!\d)|\d+(?:[.,]\d+)?"
_PHONE = re.compile(r"(?<![\d.,])(?:\+?46|0)[\d -]{7,}\d|\d{7,}")
_TO = r"(?:-|/|till|to|eller|or|el|alt|a|och|and|o)\s*(?:kanske |maybe |mojligen |perhaps )?"
_RANGE = re.compile(rf"(?<![\d.,:/])({_N})\s*{_TO}({_N})(?![\d:/])")
_THOUSANDS = re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,]\d)?) ?k(?!\w)")
_SCALED = re.compile(r"(?<![\w.,])(\d{1,3}[.,]\d) (100|1000)(?!\w)")
_HALVES = re.compile(r"(?<!\S)(\d+) 1/2(?!\S)")
_BELOW_ZERO = re.compile(r"\s*[-−–]\s?\d+(?:[.,]\d+)?(?!\S)")
_SUM = re.compile(r"(?<![\w.,])\d+ ?\+ ?\d")
_ADJACENT = re.compile(r"(?<![\d.,:/])(\d{1,2})(?: ,)? (\d{1,2})(?= [^\W\d_])")
_LIST_WORDS = re.compile(r"(?:och|and|\bo)\s")
_PLAIN = re.compile(rf"(?<![\d.,:/])({_N})\s?(\+)?(?=[^\d]|$)")


# In this order: what stands for a number, and the number.
_STANDING_FOR = (
    ("not_one", "0"),
    ("half_dozen", "6"),
    ("one_and_half", "1,5"),
    ("one_half_hour", "0,5 h"),
    ("one_half", "0,5"),
    ("quarter", "15 min"),
    ("one_pair", "2"),
    ("one_tens", "10"),
    ("one_hundreds", "100"),
    ("vague_amount", "_"),
    ("one_dozen", "12"),
    ("one_article", "1"),
    ("and_within", ""),
)


def read_number(text: Text, question: Question, words: Lexicon) -> Reading:
    """`answer` with value a number or {min, max}, `approx`, `bound`; else `ask_again` with what was wrong."""
    asked = normalise(question.text).plain
    says = (part(text.plain, words).says or text.plain).strip(" .")
    if _BELOW_ZERO.match(text.raw):
        return reading("ask_again", reason="too little")
    timeless = without_times(conclusion(says, words), words)
    plain = _added(digits(_worded(timeless, words), words), words, asked)
    if _PHONE.search(plain):
        return reading("ask_again", reason="phone number")
    if words.has("per_other", says) and words.has("per_week", asked):
        return reading("ask_again", reason="another unit")
    if why := wrong_kind(text.raw, plain, asked, words):
        return reading("ask_again", reason=why)
    if (people := _people(text, asked, words)) is not None:
        return _answer(Amount(float(people), float(people), ""), plain, question, words)
    if _SUM.search(plain):
        return reading("ask_again")
    amounts, other_unit = _amounts(without_times(plain, words), words, asked)
    if other_unit:
        return reading("ask_again", reason="another unit")
    if not amounts:
        return _without_figures(text, plain, asked, words, question)
    chosen = _choose(amounts, asked, words)
    if chosen is None:
        return reading("ask_again", candidates=[_json(amount) for amount in amounts])
    return _answer(chosen, plain, question, words)


def _worded(plain: str, words: Lexicon) -> str:
    """Words that stand for numbers, as numbers: "ett par", "ett tiotal", "en halvtimme"."""
    plain = _dozens(_neighbouring(_HALVES.sub(r"\1,5", plain), words), words)
    plain = words.patterns["and_a_half"].sub(lambda m: f"{_whole(m[0], words)},5", plain)
    plain = words.patterns["round_number"].sub(lambda m: _round(m[0], words), plain)
    for meaning, number in _STANDING_FOR:
        plain = words.patterns[meaning].sub(number, plain)
    return _THOUSANDS.sub(lambda m: _json_number(_value(m[1]) * 1000), plain)


def _neighbouring(plain: str, words: Lexicon) -> str:
    """ "två tre hundra" is two to three hundred, not 2300."""
    tokens = plain.split()
    values = [words.numbers.get(token, 0) for token in tokens]
    for i in range(len(tokens) - 2, 0, -1):
        if values[i + 1] in (100, 1000) and values[i] == values[i - 1] + 1 and 1 < values[i] < 10:
            tokens.insert(i, "-")
    return " ".join(tokens)


def _dozens(plain: str, words: Lexicon) -> str:
    """ "two dozen" is 24."""
    tokens = plain.split()
    for i in range(len(tokens) - 1, 0, -1):
        times = int(tokens[i - 1]) if tokens[i - 1].isdigit() else words.numbers.get(tokens[i - 1], 0)
        if 1 < times < 100 and words.all_of("dozen", tokens[i]):
            tokens[i - 1 : i + 1] = [str(12 * times)]
    return " ".join(tokens)


def _round(phrase: str, words: Lexicon) -> str:
    """ "ett femtiotal": the number that the phrase is made of."""
    word = next(word for word in phrase.split() if len(word) > len("nagot"))
    return str(next(words.numbers[word[:size]] for size in range(len(word), 0, -1) if word[:size] in words.numbers))


def _json_number(value: float) -> str:
    return str(int(value)) if value.is_integer() else str(value)


def _people(text: Text, asked: str, words: Lexicon) -> int | None:
    """How many come: counted up, or said at once; without the writer where we ask whom they bring."""
    if words.has("counts_company", asked):
        return 0 if words.all_of("only_me", " ".join(text.words)) else heads(text, words, writer=False)
    if not words.has("counts_people", asked):
        return None
    return heads(text, words) or party(part(text.plain, words).says, words).people


def _added(plain: str, words: Lexicon, asked: str) -> str:
    """Halves of thousands, and hours with minutes: "2,5 1000" is 2500, "1 h 30 min" is 1.5 h."""
    plain = _SCALED.sub(lambda m: _json_number(_value(m[1]) * int(m[2])), plain)
    if not words.has("hours_word", asked):
        return plain
    hours, minutes = words.any_of("hours_word"), words.any_of("minutes_word")
    plain = re.sub(rf"(?<![\w.,])(\d+) {hours} (?=(?:eller|or|till|to|-) \d)", r"\1 ", plain)
    both = rf"(?<![\w.,])(\d+) ?{hours} (?:och |and |o )?(?:(15|30|45)(?!\S| ?{hours})|(\d+) ?{minutes})(?!\S)"
    return re.sub(both, lambda m: f"{int(m[1]) + int(m[2] or m[3]) / 60:g} h", plain)


def _whole(phrase: str, words: Lexicon) -> str:
    first = phrase.split()[0]
    return first if first.isdigit() else str(words.numbers.get(first, 1))


def _amounts(plain: str, words: Lexicon, asked: str) -> tuple[list[Amount], bool]:
    """The amounts in a text, spans first, without what a correction took back; and whether another unit bars them."""
    plain = re.sub(rf"(?<=\d) {words.any_of('unit_adjective')}(?= )", "", plain)
    found: list[Mention] = []
    for reader in (_spans, _neighbours, _singles):
        taken = list(found)
        found += [m for m in reader(plain, words) if not any(t.start <= m.start < t.end for t in taken)]
    kept = after_correction(sorted(found, key=lambda m: m.start), plain, words)
    kept, barred = in_unit(that_hold(kept, plain, words), plain, asked, words)
    return [_in_hours(m.what, asked, words) for m in kept if isinstance(m.what, Amount)], barred


def _spans(plain: str, words: Lexicon) -> Iterator[Mention]:
    """ "4-5", "4 till 5", "mellan 4 och 5"; "4 och 5" alone is a list."""
    for match in _RANGE.finditer(plain):
        low, high = _value(match[1]), _value(match[2])
        low = _as_large(low, high)
        listed = _LIST_WORDS.search(match[0]) and not words.has("between", plain[: match.start()].strip())
        if low < high and not listed:
            yield _mention(match, low, high, plain)


def _as_large(low: float, high: float) -> float:
    """ "3-400" is 300 to 400."""
    for times in (100, 1000):
        if low < 10 and high % times == 0 and low * times < high < 10 * times:
            return low * times
    return low


def _neighbours(plain: str, _words: Lexicon) -> Iterator[Mention]:
    """ "Fyra fem timmar" is four to five."""
    for match in _ADJACENT.finditer(plain):
        if int(match[2]) == int(match[1]) + 1:
            yield _mention(match, float(match[1]), float(match[2]), plain)


def _singles(plain: str, _words: Lexicon) -> Iterator[Mention]:
    for match in _PLAIN.finditer(plain):
        yield _mention(match, _value(match[1]), _value(match[1]), plain, is_open=bool(match[2]))


def _mention(match: re.Match[str], low: float, high: float, plain: str, *, is_open: bool = False) -> Mention:
    return Mention(Amount(low, high, _next_word(plain, match.end()), is_open), match.start(), match.end())


def _value(figure: str) -> float:
    if re.fullmatch(r"\d{1,3}(?:[ .,]\d{3})+", figure):
        return float(re.sub(r"[ .,]", "", figure))
    return float(figure.replace(",", "."))


def _next_word(plain: str, end: int) -> str:
    match = re.match(r"\s?([^\W\d_][^\s]*)", plain[end:])
    return match[1] if match else ""


def _in_hours(amount: Amount, asked: str, words: Lexicon) -> Amount:
    minutes = words.all_of("minutes_word", amount.word) if amount.word else False
    if minutes and words.has("hours_word", asked):
        return Amount(amount.low / 60, amount.high / 60, amount.word, amount.open)
    return amount


def _choose(amounts: list[Amount], asked: str, words: Lexicon) -> Amount | None:
    """The amount that answers: the only one, or the one whose word the question uses, or all agree."""
    if len({(amount.low, amount.high) for amount in amounts}) == 1:
        return amounts[0]
    named = [amount for amount in amounts if is_asked_for(amount.word, asked)]
    if len(named) < len(amounts) and any(not amount.word for amount in amounts[1:]):
        return None
    if len({(amount.low, amount.high) for amount in named}) == 1:
        return named[0]
    metrics = ("opened", "positive", "flyers", "hours_word")
    others = [amount for amount in amounts if any(words.all_of(metric, amount.word) for metric in metrics)]
    rest = [amount for amount in amounts if amount not in others]
    return rest[0] if len(rest) == 1 and words.has("asked_verb", asked) and not named else None


def _json(amount: Amount) -> Any:
    low = int(amount.low) if amount.low.is_integer() else amount.low
    high = int(amount.high) if amount.high.is_integer() else amount.high
    return low if low == high else {"min": low, "max": high}


def _answer(amount: Amount, plain: str, question: Question, words: Lexicon) -> Reading:
    if question.high is not None and amount.high > question.high:
        return reading("ask_again", invalid=_json(amount), reason="too much")
    if question.low is not None and amount.low < question.low:
        return reading("ask_again", invalid=_json(amount), reason="too little")
    if question.whole and not (amount.low.is_integer() and amount.high.is_integer()):
        return reading("ask_again", invalid=_json(amount), reason="not whole")
    condition = next((plain[m.start() :].strip(" .,!?") for m in words.find("condition", plain)), None)
    bound = "min" if amount.open else _bound(plain, words)
    approx = words.has("about", plain) or None
    return reading("answer", value=_json(amount), approx=approx, bound=bound, condition=condition)


def _bound(plain: str, words: Lexicon) -> str | None:
    if words.has("at_most", plain):
        return "max"
    return "min" if words.has("at_least", plain) else None


def _without_figures(text: Text, plain: str, asked: str, words: Lexicon, question: Question) -> Reading:
    if words.has("refuses", text.plain):
        return reading("decline")
    if words.has("counts_people", asked) and words.has("only_me", plain):
        return reading("answer", value=1)
    if _is_none(text, plain, words) and (question.low or 0) <= 0:
        return reading("answer", value=0)
    return reading("ask_again")


def _is_none(text: Text, plain: str, words: Lexicon) -> bool:
    """Whether a text says none at all: "inga", "nej tack"; not "inga problem" and not "nej, vet inte"."""
    if words.has("unsure", plain):
        return False
    judged = stance(text.plain, words)
    return words.has("zero", words.without("yes_idiom", plain)) or (judged.value == "no" and judged.clear)
