"""The second factor: giving it, and giving it again before something that matters."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any, Literal

from fastapi import APIRouter
from sqlalchemy import Connection, Row
from starlette.responses import RedirectResponse, Response

from admin import credentials, door
from admin.door import FromHalfway, Halfway, Wanted
from admin.form import Posted
from admin.house import now
from admin.visit import Signed, Somebody, recently
from storage import installation, organizers, sessions, signing_in

router = APIRouter()


@dataclass(frozen=True)
class Verdict:
    """What came of a code. slow: it was not looked at, and none of the app is for `wait` seconds.

    over: it was wrong once too often, and their session has ended.
    """

    is_: Literal["right", "wrong", "slow", "over"]
    wait: float = 0.0


RIGHT, WRONG, OVER = Verdict("right"), Verdict("wrong"), Verdict("over")


def judge(db: Connection, organizer_id: int, code: str, moment: datetime) -> Verdict:
    """Use a code up: of the app, or for recovery. Those for recovery are too long to guess: they are never slowed."""
    typed, who = credentials.bare(code), str(organizer_id)
    of_app = credentials.is_of_app(typed)
    wait = signing_in.take(db, "codes", who, moment) if of_app else 0.0
    if wait:
        return Verdict("slow", wait)
    fits = _fits_app(db, organizer_id, typed, moment) if of_app else _recovers(db, organizer_id, typed, moment)
    if not fits:
        signing_in.failed(db, organizer_id, moment, factor=2)
        return WRONG
    signing_in.forget(db, "codes", who)
    return RIGHT


def _fits_app(db: Connection, organizer_id: int, typed: str, moment: datetime) -> bool:
    account = organizers.get(db, organizer_id)
    secret = account.totp_secret if account else None
    counter = credentials.counter_of(secret, typed, moment) if secret else None
    return counter is not None and signing_in.use_counter(db, organizer_id, secret or "", counter)


def _recovers(db: Connection, organizer_id: int, typed: str, moment: datetime) -> bool:
    who = f"organizer:{organizer_id}"
    used = signing_in.use_recovery(db, organizer_id, credentials.recovery_hash(typed))
    if used:
        installation.note(db, who, "recovery.used", moment, object=who)
    return used


def judge_in_session(db: Connection, session: Row[Any], code: str, moment: datetime) -> Verdict:
    """As `judge`; after five in a row of which none was right the session has ended."""
    count = sessions.take_code(db, session.id)
    if count is None:
        return OVER
    verdict = judge(db, session.organizer_id, code, moment)
    if verdict is not RIGHT and count >= sessions.CODES:
        sessions.end(db, session.id)
        return OVER
    return verdict


# Giving it


@router.get("/sign-in/code")
def code_page(signed: Halfway, wanted: Wanted) -> Response:
    """Asks for a code; whoever has no second factor yet sets it up first."""
    if signed.session.offered_secret:
        return door.to("/sign-in/second-factor", wanted)
    return _asks(signed, "/sign-in/code", wanted)


@router.post("/sign-in/code")
def code(signed: Halfway, form: FromHalfway, wanted: Wanted) -> Response:
    """In, with a new session, when the code is right."""
    moment = now()

    def unit(db: Connection) -> Verdict | str:
        verdict = judge_in_session(db, signed.session, form.text("code"), moment)
        return (enter(db, signed, moment) or OVER) if verdict is RIGHT else verdict

    came = signed.house.change(unit)
    if isinstance(came, Verdict):
        return _refused(signed, "/sign-in/code", wanted, came)
    response = RedirectResponse(wanted, 303)
    door.set_session(response, signed.house, came)
    return response


def enter(db: Connection, signed: Signed, moment: datetime) -> str | None:
    """They have given both factors: the token of their session, which is whole now."""
    token = sessions.renew(db, signed.session.id, moment, second_at=moment)
    if token is not None:
        signing_in.forget(db, "account", signed.session.email)
        signing_in.sweep(db, moment)
        installation.note(db, signed.actor, "sign_in", moment, object=signed.actor)
    return token


# Giving it again


@router.get("/sign-in/again")
def again_page(signed: Somebody, wanted: Wanted) -> Response:
    """Before something that matters: asks for a code, unless they gave one a moment ago."""
    if recently(signed):
        return RedirectResponse(wanted, 303)
    return _asks(signed, "/sign-in/again", wanted)


@router.post("/sign-in/again")
def again(signed: Somebody, form: Posted, wanted: Wanted) -> Response:
    """Back to what they were about to do."""
    moment = now()

    def unit(db: Connection) -> Verdict:
        verdict = judge_in_session(db, signed.session, form.text("code"), moment)
        if verdict is RIGHT:
            sessions.confirmed(db, signed.session.id, moment)
        return verdict

    verdict = signed.house.change(unit)
    return RedirectResponse(wanted, 303) if verdict is RIGHT else _refused(signed, "/sign-in/again", wanted, verdict)


def _asks(signed: Signed, action: str, wanted: str, verdict: Verdict | None = None) -> Response:
    """The page that asks for a code, and says what was wrong with the last one."""
    status = 200 if verdict is None else 429 if verdict.is_ == "slow" else 422
    recovery = bool(signed.request.query_params.get("recovery"))
    response = door.page(
        signed.request, "sign_in_code.html", status=status, language=signed.language,
        csrf=signed.session.csrf, action=action, wanted=wanted, verdict=verdict, recovery=recovery,
    )  # fmt: skip
    if verdict and verdict.wait:
        response.headers["Retry-After"] = str(ceil(verdict.wait))
    return response


def _refused(signed: Signed, action: str, wanted: str, verdict: Verdict) -> Response:
    if verdict.is_ != "over":
        return _asks(signed, action, wanted, verdict)
    response = door.to("/sign-in", wanted, said="too_many_codes")
    door.forget_session(response, signed.house)
    return response
