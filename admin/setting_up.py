"""Setting up the second factor: its secret is shown, a code of it is given, and recovery codes are shown once."""

from datetime import datetime

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from admin import credentials, door
from admin.door import FromHalfway, Halfway, Wanted
from admin.house import now
from admin.second_factor import enter
from admin.visit import Signed
from storage import installation, sessions, signing_in

router = APIRouter()


@router.get("/sign-in/second-factor")
def set_up_page(signed: Halfway, wanted: Wanted) -> Response:
    """Shows the secret, as a drawing and as text, and asks for a code of it."""
    return _set_up(signed, wanted)


@router.post("/sign-in/second-factor")
def set_up(signed: Halfway, form: FromHalfway, wanted: Wanted) -> Response:
    """The code shows that the app has it: in, with the recovery codes, which nobody sees again."""
    moment = now()
    codes = credentials.new_recovery_codes()

    def unit(db: Connection) -> str | None:
        if not take_into_use(db, signed, form.text("code"), codes, moment, instead_of=None):
            return None
        sessions.end_all(db, signed.session.organizer_id, but=signed.session.id)
        return enter(db, signed, moment)

    token = signed.house.change(unit)
    if token is None:
        return _set_up(signed, wanted, status=422)
    response = door.page(signed.request, "sign_in_codes.html", language=signed.language, codes=codes, wanted=wanted)
    door.set_session(response, signed.house, token)
    return response


def take_into_use(
    db: Connection, signed: Signed, code: str, codes: list[str], moment: datetime, *, instead_of: str | None
) -> bool:
    """The secret that was offered is the second factor from now on, if the code is of it; the old codes are dead."""
    secret, organizer_id = signed.session.offered_secret, signed.session.organizer_id
    counter = credentials.counter_of(secret, credentials.bare(code), moment) if secret else None
    if counter is None or not signing_in.set_second_factor(db, organizer_id, secret, counter, instead_of=instead_of):
        return False
    signing_in.set_recovery(db, organizer_id, map(credentials.recovery_hash, codes))
    installation.note(db, signed.actor, "second_factor.changed", moment, object=signed.actor)
    return True


def shown(secret: str, email: str) -> dict[str, str]:
    """How a secret is shown: `secret` in groups of four, `link` for the app, `qr` to scan."""
    link = credentials.app_link(secret, email)
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return {"secret": groups, "link": link, "qr": credentials.qr_image(link)}


def _set_up(signed: Signed, wanted: str, *, status: int = 200) -> Response:
    if not signed.session.offered_secret:
        return door.to("/sign-in/code", wanted)
    values = shown(signed.session.offered_secret, signed.session.email)
    return door.page(
        signed.request, "sign_in_second_factor.html", status=status, language=signed.language,
        csrf=signed.session.csrf, wanted=wanted, wrong=status != 200, **values,
    )  # fmt: skip
