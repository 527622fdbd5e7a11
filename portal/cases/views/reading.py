"""Lists, the case page, its versions."""

from typing import Any

from flask import abort, current_app, g, render_template, request

from portal.cases import cards, queries
from portal.cases.comparing import differences
from portal.cases.content import CaseContent
from portal.cases.queries import CaseReading
from portal.cases.views.blueprint import blueprint
from portal.foundation.database import db
from portal.foundation.i18n import current_language
from portal.foundation.paging import page_number
from portal.foundation.web.guard import permission
from portal.members.models import Authority, Member
from portal.members.queries import names_of


@blueprint.get("/cases")
@permission("case.list")
def index() -> str:
    own = request.args.get("list") == "own"
    listed = queries.list_own if own else queries.list_published
    found = listed(g.actor, page_number(request.args.get("page")))
    return render_template("cases/index.html", found=found, own=own)


@blueprint.get("/cases/<reference>")
@permission("case.read")
def show(reference: str) -> str:
    case = queries.get_case(g.actor, reference)
    text = case.text_for(request.args.get("language") or current_language())
    return render_template("cases/show.html", case=case, text=text, **_around(case))


def _around(case: CaseReading) -> dict[str, Any]:
    """Owner, files, related and similar cases: each asked with the reader's own rights."""
    keys = current_app.extensions["portal_similar"](g.actor, case.id, case.revision) if case.number else []
    similar, related = cards.get_around(g.actor, keys, case.content.related)
    return {
        "owner": db.session.get(Member, case.owner_id) if g.actor.is_member and case.owner_id else None,
        "authority": _authority_name(case),
        "files": queries.list_files(g.actor, case.id) if g.actor.is_member else [],
        "related": related,
        "similar": similar,
    }


def _authority_name(case: CaseReading) -> str:
    if not case.authority_id or not g.actor.is_member:
        return ""
    authority = db.session.get(Authority, case.authority_id)
    return authority.name if authority else ""


@blueprint.get("/cases/<reference>/versions")
@permission("case.history")
def versions(reference: str) -> str:
    case, saved = queries.list_versions(g.actor, reference)
    names = names_of({row.saved_by for row in saved})
    return render_template("cases/versions.html", case=case, versions=saved, names=names)


@blueprint.get("/cases/<reference>/versions/<int:number>")
@permission("case.history")
def version(reference: str, number: int) -> str:
    """One version beside the one before it, or beside the one named in `against`."""
    case, saved = queries.list_versions(g.actor, reference)
    contents = {row.number: row for row in saved}
    against = page_number(request.args.get("against"), number) if "against" in request.args else number - 1
    if number not in contents:
        abort(404)
    before = contents[against].content if against in contents else CaseContent()
    rows = differences(before, contents[number].content)
    return render_template(
        "cases/version.html",
        case=case,
        number=number,
        against=against,
        rows=rows,
        version=contents[number],
        last=len(saved),
    )
