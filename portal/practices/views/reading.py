"""Lists, the page of a practice, what others say of it, its versions, two practices side by side."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.policy import may
from portal.foundation.database import db
from portal.foundation.errors import Invalid
from portal.foundation.i18n import current_language
from portal.foundation.i18n import gettext as _
from portal.foundation.paging import page_number
from portal.foundation.web.guard import permission
from portal.members.models import Authority
from portal.members.queries import names_of
from portal.practices import collecting, confirming, queries, rules
from portal.practices.comparing import differences, shown_parts
from portal.practices.confirming import Confirmation
from portal.practices.content import PracticeContent
from portal.practices.forms import CompareForm, ConfirmForm
from portal.practices.queries import PracticeReading
from portal.practices.views.blueprint import blueprint

_FILTERS = (*queries.FILTERS, "grade")


@blueprint.get("/practices")
@permission("practice.list")
def index() -> str:
    own, page = request.args.get("list") == "own", page_number(request.args.get("page"))
    asked = {name: request.args.get(name, "")[:90] for name in _FILTERS}
    chosen = {name: code for name, code in asked.items() if code and code.isprintable()}
    found = queries.list_own(g.actor, page) if own else queries.list_published(g.actor, chosen, page)
    topics = {} if own else queries.list_topics(g.actor)
    return render_template("practices/index.html", found=found, own=own, chosen=chosen, topics=topics)


@blueprint.get("/practices/<reference>")
@permission("practice.read")
def show(reference: str) -> str:
    practice = queries.get_practice(g.actor, reference)
    said = confirming.list_confirmations(g.actor, practice.id)
    return _page(practice, said, _own_word(said))


def _own_word(said: list[Confirmation]) -> ConfirmForm:
    """With what the reader said last."""
    own = next((each.last for each in said if each.last.member_id == g.actor.id), None)
    return ConfirmForm(formdata=None, data={"answer": own.answer, "context": own.context} if own else {})


def _page(practice: PracticeReading, said: list[Confirmation], form: ConfirmForm) -> str:
    people = {practice.owner_id, *(each.last.member_id for each in said)} if g.actor.is_member else set()
    authority = db.session.get(Authority, practice.authority_id) if g.actor.is_member else None
    return render_template(
        "practices/show.html",
        practice=practice,
        text=practice.text_for(request.args.get("language") or current_language()),
        said=said,
        tally=rules.tally(confirming.words_of(said)),
        names=names_of(people) if people else {},
        authority=authority.name if authority else "",
        form=form,
        may_confirm=_may_confirm(practice),
        lists=collecting.list_own_titles(g.actor) if _may_collect(practice) else [],
    )


def _may_confirm(practice: PracticeReading) -> bool:
    return practice.status == "published" and g.actor.is_member and not practice.is_writer


def _may_collect(practice: PracticeReading) -> bool:
    return bool(practice.number) and may(g.actor, "collection.create")


@blueprint.post("/practices/<reference>/confirm")
@permission("practice.confirm")
def confirm(reference: str) -> ResponseReturnValue:
    form = ConfirmForm()
    try:
        practice = confirming.confirm_practice(g.actor, reference, form.answer.data or "", form.context.data or "")
    except Invalid as invalid:
        form.bind(invalid.problems)
        found = queries.get_practice(g.actor, reference)
        return _page(found, confirming.list_confirmations(g.actor, found.id), form), 422
    flash(_("Thank you. Its readers see what you said, with your name and country."), "success")
    return redirect(url_for("practices.show", reference=practice.reference) + "#confirmations")


@blueprint.get("/practices/compare")
@permission("practice.list")
def compare() -> str:
    """Two practices; as long as one is missing, a form that asks for it."""
    typed = [request.args.get(name, "").strip() for name in ("a", "b")]
    if not all(typed):
        form = CompareForm(formdata=None, data=dict(zip("ab", typed, strict=True)))
        return render_template("practices/compare.html", form=form, pair=None)
    pair = [queries.get_practice(g.actor, reference) for reference in typed]
    texts = [practice.text_for(current_language()) for practice in pair]
    said = [confirming.list_confirmations(g.actor, practice.id) for practice in pair]
    tallies = [rules.tally(confirming.words_of(each)) for each in said]
    parts = shown_parts(*texts)
    return render_template("practices/compare.html", pair=list(zip(pair, texts, tallies, strict=True)), parts=parts)


@blueprint.get("/practices/<reference>/versions")
@permission("practice.history")
def versions(reference: str) -> str:
    practice, saved = queries.list_versions(g.actor, reference)
    names = names_of({row.saved_by for row in saved})
    return render_template("practices/versions.html", practice=practice, versions=saved, names=names)


@blueprint.get("/practices/<reference>/versions/<int:number>")
@permission("practice.history")
def version(reference: str, number: int) -> str:
    """One version beside the one before it, or beside the one named in `against`."""
    practice, saved = queries.list_versions(g.actor, reference)
    contents = {row.number: row for row in saved}
    against = page_number(request.args.get("against"), number) if "against" in request.args else number - 1
    if number not in contents:
        abort(404)
    before = contents[against].content if against in contents else PracticeContent()
    after = contents[number].content
    cases = queries.cases_behind(g.actor, {*before.cases, *after.cases})
    more: dict[str, Any] = {"version": contents[number], "last": len(saved), "rows": differences(before, after, cases)}
    return render_template("practices/version.html", practice=practice, number=number, against=against, **more)
