"""Pages of members: signing in and out, one's own profile and sessions, the directory."""

from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from portal.countries.queries import country_choices
from portal.foundation.database import db
from portal.foundation.errors import Invalid
from portal.foundation.i18n import gettext as _
from portal.foundation.paging import page_number
from portal.foundation.web.guard import permission
from portal.foundation.web.preferences import safe_next
from portal.members import queries, service
from portal.members.forms import ProfileForm, SignInForm
from portal.members.models import MemberSession
from portal.members.throttling import DeviceMark, keys_of, note_failure, wait_seconds

blueprint = Blueprint("members", __name__)
DEVICE_COOKIE, _YEAR = "device", 31_536_000


@blueprint.route("/sign-in", methods=["GET", "POST"])
@permission("session.begin")
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if request.method == "POST":
        email, mark = form.email.data or "", DeviceMark(str(current_app.config["SECRET_KEY"]))
        keys = keys_of(email, request.remote_addr or "", mark.read(request.cookies.get(DEVICE_COOKIE, ""), email))
        if wait := wait_seconds(keys):
            form.form_errors.append(_("Too many tries. Please wait %(minutes)s minutes.", minutes=-(-wait // 60)))
            return _sign_in_page(form), 429, {"Retry-After": str(wait)}
        begun = _begin(form)
        if begun is not None:
            return _welcome(begun, email, mark)
        note_failure(list(keys))
        db.session.commit()
        form.form_errors.append(_("This address and password do not fit together."))
    return _sign_in_page(form), 422 if form.form_errors else 200


def _begin(form: SignInForm) -> MemberSession | None:
    agent, hours = request.headers.get("User-Agent", ""), current_app.config["PORTAL_SESSION_HOURS"]
    return service.sign_in(form.email.data or "", form.password.data or "", hours, agent)


def _welcome(begun: MemberSession, email: str, mark: DeviceMark) -> ResponseReturnValue:
    session.clear()
    login_user(begun)
    answer = redirect(safe_next(request.args.get("next", "")))
    kept = mark.write(email, request.cookies.get(DEVICE_COOKIE, ""))
    closed: dict[str, Any] = {
        "httponly": True,
        "secure": current_app.config["SESSION_COOKIE_SECURE"],
        "path": "/sign-in",
    }
    answer.set_cookie(DEVICE_COOKIE, kept, max_age=_YEAR, samesite="Strict", **closed)
    return answer


def _sign_in_page(form: SignInForm) -> str:
    shown = current_app.extensions["portal_demo_accounts"]() if current_app.extensions["portal_is_demo"] else []
    return render_template("members/sign_in.html", form=form, accounts=shown)


@blueprint.post("/sign-out")
@permission("session.end")
def sign_out() -> ResponseReturnValue:
    service.end_session(g.actor, current_user.handle)
    logout_user()
    session.clear()
    response = redirect(url_for("members.sign_in"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.get("/account/sessions")
@permission("session.end")
def sessions() -> str:
    rows = queries.list_sessions(g.actor)
    return render_template("members/sessions.html", sessions=rows, current=current_user.handle)


@blueprint.post("/account/sessions/<handle>/end")
@permission("session.end")
def end_session(handle: str) -> ResponseReturnValue:
    service.end_session(g.actor, handle)
    flash(_("The session has ended."), "success")
    return redirect(url_for("members.sessions"))


@blueprint.route("/account", methods=["GET", "POST"])
@permission("profile.edit")
def edit() -> ResponseReturnValue:
    form = ProfileForm(obj=g.me)
    if request.method == "POST":
        fields = {name: value for name, value in form.data.items() if name != "csrf_token"}
        try:
            service.edit_profile(g.actor, fields)
        except Invalid as invalid:
            form.bind(invalid.problems)
            return render_template("members/edit.html", form=form), 422
        flash(_("Your profile is saved."), "success")
        return redirect(url_for("members.show", member_id=g.actor.id))
    return render_template("members/edit.html", form=form)


@blueprint.get("/members")
@permission("member.list")
def index() -> str:
    words, country = request.args.get("q", "").replace("\x00", " ")[:200], request.args.get("country", "")
    country = country if country.isprintable() else ""
    region = request.args.get("region", "")
    found = queries.list_members(g.actor, words, country, region, page_number(request.args.get("page")))
    return render_template(
        "members/index.html", found=found, q=words, country=country, region=region, countries=country_choices()
    )


@blueprint.get("/members/<member_id>")
@permission("member.read")
def show(member_id: str) -> str:
    return render_template("members/show.html", member=queries.get_member(g.actor, member_id))
