"""The list of a shift on paper: who comes, rows for whoever turns up, and a code to point a phone at."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import segno
from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib.colors import HexColor, black
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

PLAIN, BOLD = "Vera", "VeraBd"  # reportlab's own: they hold the letters of most names here
UNDRAWN = "–"  # stands for letters that the fonts lack
MARGIN, CODE = 16 * mm, 30 * mm
COLUMNS = (13 * mm, 62 * mm, 43 * mm, 60 * mm)
BOX, PAD = 4.5 * mm, 2.2 * mm
FAINT = HexColor("#8a857b")


@dataclass(frozen=True)
class Roster:
    """What stands on the paper. facts: lines below the title. heads: of tick box, name, phone, note.

    rows: name, phone and note of each who comes. blank: how many empty rows. code: what the QR code holds.
    """

    title: str
    facts: Sequence[str]
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    blank: int
    code: str
    hint: str
    footer: str


def pdf(roster: Roster) -> bytes:
    """The list on as many sheets of A4 as it takes; the same list is the same bytes."""
    _fonts()
    out = BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN,
        title=roster.title, author="", invariant=1,
    )  # fmt: skip

    def foot(canvas: Any, _document: Any) -> None:
        canvas.setFont(PLAIN, 7.5)
        canvas.setFillColor(FAINT)
        canvas.drawString(MARGIN, 9 * mm, _spelt(roster.footer))
        canvas.drawRightString(A4[0] - MARGIN, 9 * mm, str(canvas.getPageNumber()))

    document.build([_head(roster), Spacer(0, 5 * mm), _list(roster)], onFirstPage=foot, onLaterPages=foot)
    return out.getvalue()


@cache
def _fonts() -> frozenset[int]:
    """Have the fonts ready; the letters that both can draw: glyph 0 is a black box."""
    drawn = []
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
        drawn.append({code for code, glyph in pdfmetrics.getFont(name).face.charToGlyph.items() if glyph})
    return frozenset.intersection(*map(frozenset, drawn))


def _spelt(words: str) -> str:
    """With the letters that the fonts have: ń as n where there is no ń, and a dash for a word that has none of them."""
    return " ".join(map(_word, unicodedata.normalize("NFC", words).split()))


def _word(word: str) -> str:
    return re.sub(f"{UNDRAWN}+", UNDRAWN, "".join(map(_letter, word))) or UNDRAWN


def _letter(sign: str) -> str:
    """The sign, or what it is without its marks; else a dash for a letter, and nothing for a sign that only marks."""
    if ord(sign) in _fonts():
        return sign
    kind = unicodedata.category(sign)
    near = (each for each in unicodedata.normalize("NFKD", sign) + _bare(sign) if ord(each) in _fonts())
    return "-" if kind == "Pd" else next(near, UNDRAWN if kind[0] in "LN" else "")


def _bare(sign: str) -> str:
    """A letter whose mark Unicode takes for a part of it, by its name: h for ħ, H WITH STROKE."""
    try:
        return unicodedata.lookup(unicodedata.name(sign, "").partition(" WITH ")[0])
    except KeyError:
        return ""


def _said(words: str, font: str = PLAIN, size: float = 10) -> Paragraph:
    return Paragraph(escape(_spelt(words)), ParagraphStyle(font, fontName=font, fontSize=size, leading=size * 1.25))


def _head(roster: Roster) -> Table:
    words = [_said(roster.title, BOLD, 18), Spacer(0, 2 * mm), *(_said(fact, PLAIN, 11) for fact in roster.facts)]
    code = [_code(roster.code), _said(roster.hint, PLAIN, 7.5)]
    table = Table([[words, code]], colWidths=[sum(COLUMNS) - CODE - 8 * mm, CODE + 8 * mm])
    table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, 0), 0)])
    return table


def _code(content: str) -> Drawing:
    """A QR code with its quiet edge, in one square for each of its modules."""
    matrix = [list(line) for line in segno.make_qr(content, error="m").matrix_iter(border=2)]
    size = CODE / len(matrix)
    drawing = Drawing(CODE, CODE)
    for number, line in enumerate(reversed(matrix)):
        for column, dark in enumerate(line):
            if dark:
                drawing.add(Rect(column * size, number * size, size, size, fillColor=black, strokeColor=None))
    return drawing


def _list(roster: Roster) -> Table:
    rows = [*roster.rows, *([("", "", "")] * roster.blank)]
    heads = [_said(words, BOLD, 8) for words in roster.heads]
    table = Table([heads, *([_box(), *map(_said, row)] for row in rows)], colWidths=COLUMNS, repeatRows=1)
    table.setStyle([
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LINEBELOW", (0, 0), (-1, 0), 1, black),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, FAINT), ("TOPPADDING", (0, 1), (-1, -1), PAD),
        ("BOTTOMPADDING", (0, 1), (-1, -1), PAD), ("NOSPLIT", (0, 0), (-1, 1)),
    ])  # fmt: skip
    return table


def _box() -> Drawing:
    """A box to tick."""
    drawing = Drawing(BOX, BOX)
    drawing.add(Rect(0, 0, BOX, BOX, fillColor=None, strokeColor=black, strokeWidth=0.8))
    return drawing
