"""Writing a practice: section by section, each step saved."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.policy import require
from portal.foundation.database.once import once
from portal.foundation.errors import Conflict, Invalid
from portal.foundation.i18n import gettext as _
from portal.foundation.ids import is_id, new_id
from portal.foundation.records import first_language, rebuilt
from portal.foundation.web.forms import changed_rows, posted_revision
from portal.foundation.web.guard import permission
from portal.foundation.web.sections import SectionForm, section_of, step_list
from portal.members.queries import emails_of, ids_of_addresses
from portal.practices import previews, queries, rules, service
from portal.practices.comparing import differences
from portal.practices.content import PracticeContent
from portal.practices.forms import SECTIONS, AudienceForm, TextsForm
from portal.practices.models import Practice
from portal.practices.service import NewPractice
from portal.practices.views.blueprint import blueprint

STEPS = (*SECTIONS, "submit")


@blueprint.route("/practices/new", methods=["GET", "POST"])
@permission("practice.create")
def new() -> ResponseReturnValue:
    """The first section. `form_id` becomes the practice's id, so a form sent twice makes one practice."""
    form_id = request.form.get("form_id", "")
    form_id = form_id if is_id(form_id) else new_id()
    form = TextsForm()
    if request.method == "GET":
        form.texts.entries[0].form.language.data = first_language(g.me.language_codes)
        form.texts.entries[0].form.state.data = "original"
    elif not _changed_rows(form):
        try:
            made = NewPractice(rebuilt(PracticeContent(), form.record()), form_id)
            practice = once(lambda: service.create_practice(g.actor, made))
        except Invalid as invalid:
            form.show(invalid.problems)
            return render_template("practices/new.html", form=form, form_id=form_id), 422
        flash(_("The draft is saved. Only you can read it."), "success")
        return redirect(url_for("practices.edit", reference=practice.reference, section="evidence"))
    return render_template("practices/new.html", form=form, form_id=form_id)


def _changed_rows(form: SectionForm) -> bool:
    """A further text is a translation unless its author says otherwise."""
    if not changed_rows(form, request.form):
        return False
    if isinstance(form, TextsForm):
        for entry in form.texts.entries[1:]:
            entry.form.state.data = entry.form.state.data or "human"
    return True


@blueprint.route(
    "/practices/<reference>/edit/<any(texts, evidence, audience):section>",
    methods=["GET", "POST"],
)
@permission("practice.edit")
def edit(reference: str, section: str) -> ResponseReturnValue:
    row = queries.find_practice(g.actor, reference)
    require(g.actor, "practice.audience" if section == "audience" else "practice.edit", row)
    kind = SECTIONS[section]
    if request.method == "GET":
        return _page(row, section, _filled(kind, row), 200)
    form = kind()
    if _changed_rows(form):
        return _page(row, section, form, 200)
    try:
        saved = _save(form, reference)
    except Invalid as invalid:
        form.show(invalid.problems)
        return _page(row, section, form, 422)
    except Conflict:
        return _conflict(row, section, form)
    flash(_("Saved."), "success")
    return redirect(_after(saved, section))


def _save(form: SectionForm, reference: str) -> Practice:
    changes, revision = form.record(), form.revision_number
    if not isinstance(form, AudienceForm):
        return service.save_practice(g.actor, reference, revision, changes)
    changes["audience"]["members"] = ids_of_addresses(changes["audience"]["members"], ("audience", "members"))
    editors = set(ids_of_addresses((form.editors.data or "").split(), ("editors",)))
    practice = service.save_practice(g.actor, reference, revision, changes, bool(form.confirm_widening.data))
    return service.set_editors(g.actor, practice.id, practice.revision, editors)


def _filled(kind: type[SectionForm], row: Practice) -> SectionForm:
    """Cases by their numbers, members by their addresses."""
    known = queries.cases_behind(g.actor, row.content.cases) if "cases" in kind.fields else {}
    numbers = tuple(known[key].number or key for key in row.content.cases if key in known)
    form = kind.showing(row.content.model_copy(update={"cases": numbers}), row.revision)
    if isinstance(form, AudienceForm):
        form.audience.form.members.data = "\n".join(emails_of(set(row.content.audience.members)))
        form.editors.data = "\n".join(emails_of({editor.member_id for editor in row.editors}))
    return form


def _page(row: Practice, section: str, form: SectionForm, status: int, rows: Any = None) -> ResponseReturnValue:
    form.offer(row.content)
    practice, reach = queries.read_as(g.actor, row), previews.reach_of(row) if section == "audience" else None
    page = render_template(
        f"practices/edit/{section}.html",
        practice=practice,
        section=section,
        form=form,
        steps=steps(row, section),
        reach=reach,
        rows=rows,
    )
    return page, status


def _conflict(row: Practice, section: str, form: SectionForm) -> ResponseReturnValue:
    """Both texts: what is stored now beside what was typed. Saving again, knowingly, replaces it."""
    known = queries.cases_behind(g.actor, row.content.cases)
    try:
        typed = rebuilt(row.content, form.record() | {"cases": row.content.cases})
    except Invalid as invalid:
        form.show(invalid.problems)
        typed = row.content
    form.revision.data = row.revision
    return _page(row, section, form, 409, differences(row.content, typed, known))


def _after(practice: Practice, section: str) -> str:
    if request.form.get("go") == "show":
        return url_for("practices.show", reference=practice.reference)
    return step_url(practice.reference, STEPS[STEPS.index(section) + 1])


def step_url(reference: str, step: str) -> str:
    if step in SECTIONS:
        return url_for("practices.edit", reference=reference, section=step)
    return url_for("practices.submit", reference=reference)


def steps(practice: Practice, current: str) -> list[dict[str, str]]:
    """The steps of the form, each with its state."""
    missing = {section_of(problem, SECTIONS) for problem in rules.problems_before_review(practice.content)}
    return step_list(previews.STEP_NAMES, current, missing, lambda step: step_url(practice.reference, step))


@blueprint.route("/practices/<reference>/submit", methods=["GET", "POST"])
@permission("practice.submit")
def submit(reference: str) -> ResponseReturnValue:
    """The last look: what is missing, who would see it, then submission."""
    row = queries.find_practice(g.actor, reference)
    require(g.actor, "practice.submit", row)
    if request.method == "POST":
        try:
            service.submit_practice(g.actor, reference, posted_revision())
        except Invalid:
            return _last_look(row), 422
        flash(_("Submitted as %(number)s. The coordinator of the region has it now.", number=row.number), "success")
        return redirect(url_for("practices.show", reference=row.reference))
    return _last_look(row)


def _last_look(row: Practice) -> str:
    problems = rules.problems_before_review(row.content)
    return render_template(
        "practices/submit.html",
        practice=queries.read_as(g.actor, row),
        steps=steps(row, "submit"),
        problems=[(problem, step_url(row.reference, section_of(problem, SECTIONS))) for problem in problems],
        reach=previews.reach_of(row),
        reviewers=previews.reviewers_of(row),
    )
