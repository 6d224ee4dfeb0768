"""Workbooks written by hand, as small and as strange as a test needs them."""

import io
import zipfile
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

TYPES = f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
ROOT = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)


def workbook(*rows: tuple[object, ...], merged: str = "") -> bytes:
    """A workbook of one sheet; numbers are stored as numbers, everything else as text."""
    body = "".join(f'<row r="{n}">{"".join(map(_cell, row))}</row>' for n, row in enumerate(rows, 1))
    merges = f'<mergeCells><mergeCell ref="{merged}"/></mergeCells>' if merged else ""
    return packed({"Blad1": f"<sheetData>{body}</sheetData>{merges}"})


def packed(sheets: dict[str, str], hidden: tuple[str, ...] = ()) -> bytes:
    """A workbook of sheets given as the XML inside `worksheet`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", TYPES)
        file.writestr("_rels/.rels", ROOT)
        file.writestr("xl/workbook.xml", _list(list(sheets), hidden))
        file.writestr("xl/_rels/workbook.xml.rels", _links(len(sheets)))
        for number, xml in enumerate(sheets.values(), 1):
            file.writestr(f"xl/worksheets/sheet{number}.xml", f'<worksheet xmlns="{MAIN}">{xml}</worksheet>')
    return out.getvalue()


def _list(names: list[str], hidden: tuple[str, ...]) -> str:
    states = ["hidden" if name in hidden else "visible" for name in names]
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}" state="{state}"/>'
        for n, (name, state) in enumerate(zip(names, states, strict=True), 1)
    )
    return f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{sheets}</sheets></workbook>'


def _links(count: int) -> str:
    kind = f"{LINKS}/worksheet"
    links = "".join(
        f'<Relationship Id="r{n}" Type="{kind}" Target="worksheets/sheet{n}.xml"/>' for n in range(1, count + 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'


def _cell(value: object) -> str:
    if isinstance(value, int | float):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'
