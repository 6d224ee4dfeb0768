"""My account's second factor: a new phone and new recovery codes, each for a code of what was there before."""

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from admin import credentials, door
from admin.account import AtHome, mine, page
from admin.form import Form, Posted
from admin.second_factor import RIGHT, WRONG, Verdict, judge_in_session
from admin.setting_up import shown, take_into_use
from admin.visit import Visit
from storage import organizers, sessions, signing_in

router = APIRouter(prefix="/account")


@router.post("/recovery")
def recovery(visit: AtHome, form: Posted) -> Response:
    """New recovery codes, for a code; nobody sees them again, and the old ones are dead."""
    codes = credentials.new_recovery_codes()

    def unit(db: Connection) -> None:
        signing_in.set_recovery(db, mine(visit), map(credentials.recovery_hash, codes))

    verdict = _judged(visit, form)
    if verdict is not RIGHT:
        return _refused(visit, verdict)
    visit.noted("recovery.renewed", unit, object=visit.actor)
    return visit.page("account_codes.html", codes=codes)


@router.post("/second-factor")
def offer(visit: AtHome, form: Posted) -> Response:
    """On to a new second factor, for a code of the old one."""
    verdict = _judged(visit, form)
    if verdict is not RIGHT:
        return _refused(visit, verdict)
    visit.change(lambda db: sessions.offer(db, visit.signed.session.id, credentials.new_secret()))
    return RedirectResponse("/account/second-factor", 303)


@router.get("/second-factor")
def offered(visit: AtHome) -> Response:
    """The new one, which counts once a code of it was given."""
    return _offered(visit)


@router.post("/second-factor/confirm")
def confirm(visit: AtHome, form: Posted) -> Response:
    """It counts: the old one is dead, and so are all other sessions and the old recovery codes."""
    codes = credentials.new_recovery_codes()

    def unit(db: Connection) -> str | None:
        account = organizers.get(db, mine(visit))
        before = account.totp_secret if account else None
        if not take_into_use(db, visit.signed, form.text("code"), codes, visit.now, instead_of=before):
            return None
        sessions.end_all(db, mine(visit), but=visit.signed.session.id)
        return sessions.renew(db, visit.signed.session.id, visit.now, second_at=visit.now)

    token = visit.change(unit)
    if token is None:
        return _offered(visit, status=422)
    response = visit.page("account_codes.html", codes=codes)
    door.set_session(response, visit.house, token)
    return response


def _offered(visit: Visit, *, status: int = 200) -> Response:
    session = visit.signed.session
    if not session.offered_secret:
        return RedirectResponse("/account", 303)
    values = shown(session.offered_secret, session.email)
    return visit.page("account_second_factor.html", status=status, wrong=status != 200, **values)


def _judged(visit: Visit, form: Form) -> Verdict:
    """What came of the code that they gave with a form."""

    def unit(db: Connection) -> Verdict:
        verdict = judge_in_session(db, visit.signed.session, form.text("code"), visit.now)
        if verdict is RIGHT:
            sessions.confirmed(db, visit.signed.session.id, visit.now)
        return verdict

    return visit.change(unit)  # type: ignore[no-any-return]


def _refused(visit: Visit, verdict: Verdict) -> Response:
    if verdict.is_ == "over":
        response = door.to("/sign-in", "/account", said="too_many_codes")
        door.forget_session(response, visit.house)
        return response
    key = "sign_in_code_wrong" if verdict is WRONG else "sign_in_code_slow"
    said = visit.text(key, wait=door.waiting(visit.language, verdict.wait))
    return page(visit, None, {"code": said}, status=422 if verdict is WRONG else 429)
