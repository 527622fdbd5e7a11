"""Pages of the vocabulary: the tree, a concept with its labels side by side, what is missing, trying a question."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.foundation.errors import Conflict, Invalid
from portal.foundation.i18n import current_language
from portal.foundation.i18n import gettext as _
from portal.foundation.web.forms import whole_number
from portal.foundation.web.guard import permission
from portal.vocabulary import queries, service
from portal.vocabulary.codes import LANGUAGES
from portal.vocabulary.content import ConceptContent
from portal.vocabulary.document import named_in
from portal.vocabulary.exchange import write_csv
from portal.vocabulary.forms import ConceptForm
from portal.vocabulary.scripts import to_cyrillic
from portal.vocabulary.skos import FORMATS, write_skos

blueprint = Blueprint("vocabulary", __name__)
_TYPES = {"csv": "text/csv", "ttl": "text/turtle", "jsonld": "application/ld+json"}


@blueprint.app_context_processor
def _words() -> dict[str, Any]:
    return {"to_cyrillic": to_cyrillic}


@blueprint.get("/vocabulary")
@permission("vocabulary.read")
def index() -> str:
    concepts = queries.list_concepts(g.actor)
    words = request.args.get("q", "").replace("\x00", " ").strip()[:100]
    branches = queries.tree_of(concepts)
    if words:
        branches = [queries.Branch(each, 0) for each in queries.having(concepts.values(), words)]
    proposed = [each for each in concepts.values() if each.status == "proposed"]
    return render_template("vocabulary/index.html", branches=branches, total=len(concepts), q=words, proposed=proposed)


@blueprint.get("/vocabulary/missing")
@permission("vocabulary.read")
def missing() -> str:
    """The work queue of each language: concepts without a preferred label."""
    asked = request.args.get("language", current_language())
    language = asked if asked in LANGUAGES else LANGUAGES[0]
    counts = {code: len(queries.list_missing(g.actor, code)) for code in LANGUAGES}
    found = queries.list_missing(g.actor, language)
    return render_template("vocabulary/missing.html", found=found, chosen=language, counts=counts)


@blueprint.get("/vocabulary/try")
@permission("vocabulary.read")
def try_out() -> str:
    """What a question would be expanded into."""
    words = request.args.get("q", "").replace("\x00", " ")[:400]
    found = named_in(queries.current_vocabulary(), words) if words.strip() else []
    return render_template("vocabulary/try_out.html", q=words, found=found)


@blueprint.get("/vocabulary/download/<form>")
@permission("vocabulary.read")
def download(form: str) -> Response:
    concepts = [(each.key, each.content) for each in queries.list_concepts(g.actor).values()]
    if form == "csv":
        text = "\ufeff" + write_csv(concepts)
    elif form in FORMATS:
        text = write_skos(concepts, current_app.extensions["portal_settings"].base_url + "/vocabulary", form)
    else:
        abort(404)
    headers = {"Content-Disposition": f'attachment; filename="vocabulary.{form}"'}
    return Response(text, mimetype=_TYPES[form], headers=headers)


@blueprint.route("/vocabulary/new", methods=["GET", "POST"])
@permission("vocabulary.propose")
def new() -> ResponseReturnValue:
    form = ConceptForm()
    if request.method == "POST":
        try:
            row = service.add_concept(g.actor, (form.key.data or "").strip(), form.record(ConceptContent()))
        except Invalid as invalid:
            form.bind_record(invalid.problems)
            return render_template("vocabulary/new.html", form=form, concept=None), 422
        flash(_("The concept is kept.") if row.status == "approved" else _("The concept is proposed."), "success")
        return redirect(url_for("vocabulary.show", key=row.key))
    return render_template("vocabulary/new.html", form=form, concept=None)


@blueprint.get("/vocabulary/<key>")
@permission("vocabulary.read")
def show(key: str) -> str:
    concepts = queries.list_concepts(g.actor)
    concept = concepts.get(key) or queries.get_concept(g.actor, key)
    narrower = [each for each in concepts.values() if key in each.content.broader]
    return render_template("vocabulary/show.html", concept=concept, concepts=concepts, narrower=narrower)


@blueprint.route("/vocabulary/<key>/edit", methods=["GET", "POST"])
@permission("vocabulary.edit")
def edit(key: str) -> ResponseReturnValue:
    concept = queries.get_concept(g.actor, key)
    if request.method == "GET":
        form = ConceptForm.of(concept.content, concept.revision)
        return render_template("vocabulary/edit.html", form=form, concept=concept)
    form = ConceptForm()
    try:
        service.save_concept(g.actor, key, whole_number(form.revision.data), form.record(concept.content))
    except Invalid as invalid:
        form.bind_record(invalid.problems)
        return render_template("vocabulary/edit.html", form=form, concept=concept), 422
    except Conflict:
        form.revision.data = str(concept.revision)
        held = ConceptForm.of(concept.content, concept.revision)
        return render_template("vocabulary/edit.html", form=form, concept=concept, held=held), 409
    flash(_("The concept is kept. It counts from the next search on."), "success")
    return redirect(url_for("vocabulary.show", key=key))


@blueprint.post("/vocabulary/<key>/approve")
@permission("vocabulary.edit")
def approve(key: str) -> ResponseReturnValue:
    service.approve_concept(g.actor, key)
    flash(_("The concept is approved. It counts from the next search on."), "success")
    return redirect(url_for("vocabulary.show", key=key))


@blueprint.route("/vocabulary/<key>/merge", methods=["GET", "POST"])
@permission("vocabulary.edit")
def merge(key: str) -> ResponseReturnValue:
    concept = queries.get_concept(g.actor, key)
    into, problem = request.form.get("into", "").strip(), ""
    if request.method == "POST":
        try:
            service.merge_concept(g.actor, key, into)
        except Invalid as invalid:
            problem = str(invalid.problems[0].message)
        else:
            flash(_("The concepts are merged."), "success")
            return redirect(url_for("vocabulary.show", key=into))
    page = render_template("vocabulary/merge.html", concept=concept, into=into, problem=problem)
    return page, 422 if problem else 200


@blueprint.get("/vocabulary/<key>/history")
@permission("vocabulary.read")
def history(key: str) -> str:
    concept = queries.get_concept(g.actor, key)
    return render_template("vocabulary/history.html", concept=concept, changes=queries.list_changes(g.actor, key))
