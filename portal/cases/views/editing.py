"""Writing a case: section by section, each step saved."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.policy import require
from portal.cases import previews, queries, rules, service
from portal.cases.comparing import differences
from portal.cases.content import CaseContent
from portal.cases.forms import SECTIONS, AudienceForm, TextsForm
from portal.cases.models import Case
from portal.cases.queries import CaseReading
from portal.cases.service import NewCase
from portal.cases.views.blueprint import blueprint
from portal.foundation.database.once import once
from portal.foundation.errors import Conflict, Invalid
from portal.foundation.i18n import gettext as _
from portal.foundation.ids import is_id, new_id
from portal.foundation.records import first_language
from portal.foundation.web.forms import changed_rows, posted_revision
from portal.foundation.web.guard import permission
from portal.foundation.web.sections import SectionForm, section_of, step_list
from portal.members.queries import emails_of, ids_of_addresses

STEPS = (*SECTIONS, "files", "submit")


@blueprint.route("/cases/new", methods=["GET", "POST"])
@permission("case.create")
def new() -> ResponseReturnValue:
    """The first section. `form_id` becomes the case's id, so a form sent twice makes one case."""
    form_id = request.form.get("form_id", "")
    form_id = form_id if is_id(form_id) else new_id()
    form = TextsForm()
    if request.method == "GET":
        form.texts.entries[0].form.language.data = first_language(g.me.language_codes)
        form.texts.entries[0].form.state.data = "original"
    elif changed_rows(form, request.form):
        _mark_translations(form)
    else:
        try:
            made = NewCase(service.build_content(CaseContent(), form.record()), form_id)
            case = once(lambda: service.create_case(g.actor, made))
        except Invalid as invalid:
            form.show(invalid.problems)
            return render_template("cases/new.html", form=form, form_id=form_id), 422
        flash(_("The draft is saved. Only you can read it."), "success")
        return redirect(url_for("cases.edit", reference=case.reference, section="facts"))
    return render_template("cases/new.html", form=form, form_id=form_id)


@blueprint.route(
    "/cases/<reference>/edit/<any(texts, facts, items, persons, cooperation, audience):section>",
    methods=["GET", "POST"],
)
@permission("case.edit")
def edit(reference: str, section: str) -> ResponseReturnValue:
    row = queries.find_case(g.actor, reference)
    require(g.actor, "case.edit", row)
    if section == "audience":
        require(g.actor, "case.audience", row)
    case, kind = queries.read_as(g.actor, row), SECTIONS[section]
    if request.method == "GET":
        return _page(case, row, section, _filled(kind, row), 200)
    form = kind()
    if changed_rows(form, request.form):
        _mark_translations(form)
        return _page(case, row, section, form, 200)
    try:
        saved = _save(form, reference)
    except Invalid as invalid:
        form.show(invalid.problems)
        return _page(case, row, section, form, 422)
    except Conflict:
        return _conflict(case, row, section, form)
    flash(_("Saved."), "success")
    return redirect(_after(saved, section))


def _mark_translations(form: SectionForm) -> None:
    """A further text is a translation unless its author says otherwise."""
    if isinstance(form, TextsForm):
        for entry in form.texts.entries[1:]:
            entry.form.state.data = entry.form.state.data or "human"


def _save(form: SectionForm, reference: str) -> Case:
    changes = form.record()
    if not isinstance(form, AudienceForm):
        return service.save_case(g.actor, reference, form.revision_number, changes)
    changes["audience"]["members"] = ids_of_addresses(changes["audience"]["members"], ("audience", "members"))
    editors = set(ids_of_addresses((form.editors.data or "").split(), ("editors",)))
    confirmed = bool(form.confirm_widening.data)
    case = service.save_case(g.actor, reference, form.revision_number, changes, confirmed)
    return service.set_editors(g.actor, case.id, case.revision, editors)


def _filled(kind: type[SectionForm], case: Case) -> SectionForm:
    form = kind.showing(case.content, case.revision)
    if isinstance(form, AudienceForm):
        form.audience.form.members.data = "\n".join(emails_of(set(case.content.audience.members)))
        form.editors.data = "\n".join(emails_of({editor.member_id for editor in case.editors}))
    return form


def _page(
    case: CaseReading, row: Case, section: str, form: SectionForm, status: int, **more: Any
) -> ResponseReturnValue:
    more = {"rows": None, **more}
    form.offer(row.content)
    reach = previews.audience_preview(row) if section == "audience" else None
    page = render_template(
        f"cases/edit/{section}.html",
        case=case,
        section=section,
        form=form,
        steps=steps(row, section),
        reach=reach,
        **more,
    )
    return page, status


def _conflict(case: CaseReading, row: Case, section: str, form: SectionForm) -> ResponseReturnValue:
    """Both texts: what is stored now beside what was typed. Saving again, knowingly, replaces it."""
    try:
        typed = service.build_content(case.content, form.record())
    except Invalid as invalid:
        form.show(invalid.problems)
        typed = case.content
    form.revision.data = case.revision
    return _page(case, row, section, form, 409, rows=differences(case.content, typed))


def _after(case: Case, section: str) -> str:
    if request.form.get("go") == "show":
        return url_for("cases.show", reference=case.reference)
    return step_url(case.reference, STEPS[STEPS.index(section) + 1])


def step_url(reference: str, step: str) -> str:
    if step in SECTIONS:
        return url_for("cases.edit", reference=reference, section=step)
    return url_for(f"cases.{step}", reference=reference)


def steps(case: Case, current: str) -> list[dict[str, str]]:
    """The steps of the form, each with its state."""
    problems = rules.problems_before_review(case.content, {file.layer for file in case.files})
    missing = {section_of(problem, SECTIONS) for problem in problems}
    return step_list(previews.STEP_NAMES, current, missing, lambda step: step_url(case.reference, step))


@blueprint.route("/cases/<reference>/submit", methods=["GET", "POST"])
@permission("case.submit")
def submit(reference: str) -> ResponseReturnValue:
    """The last look: what is missing, who would see what, then submission."""
    row = queries.find_case(g.actor, reference)
    require(g.actor, "case.submit", row)
    if request.method == "POST":
        try:
            service.submit_case(g.actor, reference, posted_revision())
        except Invalid:
            return _last_look(row), 422
        flash(_("Submitted as %(number)s. The coordinator of the region has it now.", number=row.number), "success")
        return redirect(url_for("cases.show", reference=row.reference))
    return _last_look(row)


def _last_look(row: Case) -> str:
    problems = rules.problems_before_review(row.content, {file.layer for file in row.files})
    return render_template(
        "cases/submit.html",
        case=queries.read_as(g.actor, row),
        steps=steps(row, "submit"),
        problems=[(problem, step_url(row.reference, section_of(problem, SECTIONS))) for problem in problems],
        reach=previews.audience_preview(row),
        reviewers=previews.reviewers_of(row),
    )
