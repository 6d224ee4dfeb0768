"""What a form sent: read once, no larger than it may be, and only from a page of ours."""

import hmac
import re
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from admin.visit import Signed, signed_of

LARGEST = 64 * 1024 * 1024  # bytes: a list of a hundred thousand people, and room
LARGEST_FIELD = 2 * 1024 * 1024
MOST_FIELDS = 3_000
UNHELD = re.compile("[\0\ud800-\udfff]")  # what no database keeps in a text


class Stale(Exception):
    """A form without the token of this session: an old page, or one that is not ours."""


@dataclass(frozen=True)
class Form:
    """The fields of a form, each as text without blanks around it, and without what no database keeps."""

    data: FormData

    def text(self, name: str, default: str = "") -> str:
        value = self.data.get(name, default)
        return _kept(value) if isinstance(value, str) else default

    def texts(self, name: str) -> list[str]:
        """All values of a field that may be there several times; empty ones are left out."""
        given = (_kept(value) for value in self.data.getlist(name) if isinstance(value, str))
        return [value for value in given if value]

    def number(self, name: str) -> int | None:
        """A whole number of at most nine digits; None for anything else."""
        value = self.text(name).replace(" ", "").replace("\u00a0", "")
        return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else None

    def ids(self, name: str) -> list[int]:
        return [int(value) for value in self.texts(name) if value.isascii() and value.isdecimal() and len(value) < 19]

    def on(self, name: str) -> bool:
        """A box that was ticked."""
        return bool(self.text(name))

    def file(self, name: str) -> tuple[str, bytes] | None:
        """An uploaded file's name and bytes; None without one."""
        value: Any = self.data.get(name)
        if not isinstance(value, UploadFile) or not value.filename:
            return None
        return _kept(value.filename), value.file.read()


def _kept(text: str) -> str:
    return UNHELD.sub("", text).strip()


async def parse(request: Request) -> Form:
    """The form; 413 for one that is too large."""
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared) > LARGEST:
        raise HTTPException(413)
    return Form(await request.form(max_files=2, max_fields=MOST_FIELDS, max_part_size=LARGEST_FIELD))


def from_elsewhere(request: Request) -> bool:
    """A browser says that another site's page sent this."""
    return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


async def posted(request: Request, signed: Annotated[Signed, Depends(signed_of)]) -> Form:
    """The form of somebody signed in, from a page of theirs."""
    form = await parse(request)
    given = form.text("csrf") or request.headers.get("x-csrf", "")
    if from_elsewhere(request) or not hmac.compare_digest(given.encode(), signed.session.csrf.encode()):
        raise Stale
    return form


Posted = Annotated[Form, Depends(posted)]
