"""Numbered lists of practices."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.policy import require
from portal.foundation.database.once import once
from portal.foundation.errors import Invalid
from portal.foundation.i18n import gettext as _
from portal.foundation.ids import is_id, new_id
from portal.foundation.paging import page_number
from portal.foundation.records import rebuilt
from portal.foundation.web.forms import changed_rows, posted_revision, whole_number
from portal.foundation.web.guard import permission
from portal.members.queries import emails_of, ids_of_addresses, names_of
from portal.practices import collecting
from portal.practices.collecting import CollectionContent
from portal.practices.forms import CollectionForm
from portal.practices.views.blueprint import blueprint


@blueprint.get("/practices/collections")
@permission("collection.list")
def collections() -> str:
    own = request.args.get("list") == "own"
    found = collecting.list_collections(g.actor, page_number(request.args.get("page")), own)
    names = names_of({row.owner_id for row in found.rows})
    return render_template("practices/collections.html", found=found, own=own, names=names)


@blueprint.get("/practices/collections/<reference>")
@permission("collection.read")
def collection(reference: str) -> str:
    found = collecting.get_collection(g.actor, reference)
    owner = names_of({found.owner_id}).get(found.owner_id, "") if g.actor.is_member else ""
    return render_template("practices/collection.html", collection=found, owner=owner)


@blueprint.route("/practices/collections/new", methods=["GET", "POST"])
@permission("collection.create")
def new_collection() -> ResponseReturnValue:
    """`form_id` becomes its id, so a form sent twice makes one."""
    form_id = request.form.get("form_id", "")
    form_id = form_id if is_id(form_id) else new_id()
    form = CollectionForm()
    if request.method == "POST" and not changed_rows(form, request.form):
        try:
            content = _typed(form)
            made = once(lambda: collecting.create_collection(g.actor, content, form_id))
        except Invalid as invalid:
            form.bind(invalid.problems)
            return render_template("practices/new_collection.html", form=form, form_id=form_id), 422
        flash(_("The list is made. Put practices into it from their own pages."), "success")
        return redirect(url_for("practices.collection", reference=made.number))
    return render_template("practices/new_collection.html", form=form, form_id=form_id)


def _typed(form: CollectionForm) -> CollectionContent:
    typed = form.record()
    typed["audience"]["members"] = ids_of_addresses(typed["audience"]["members"], ("audience", "members"))
    return rebuilt(CollectionContent(title="-"), typed)


@blueprint.route("/practices/collections/<reference>/edit", methods=["GET", "POST"])
@permission("collection.edit")
def edit_collection(reference: str) -> ResponseReturnValue:
    row = collecting.find_collection(g.actor, reference)
    require(g.actor, "collection.edit", row)
    found = collecting.get_collection(g.actor, reference)
    form = CollectionForm() if request.method == "POST" else _filled(found.content, found.revision)
    if request.method == "POST" and not changed_rows(form, request.form):
        try:
            collecting.save_collection(g.actor, reference, posted_revision(), _typed(form))
        except Invalid as invalid:
            form.bind(invalid.problems)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("practices.collection", reference=found.number))
    page = render_template("practices/edit_collection.html", collection=found, form=form)
    return page, 422 if form.errors else 200


def _filled(content: CollectionContent, revision: int) -> CollectionForm:
    form = CollectionForm(data={**content.model_dump(), "revision": revision})
    form.audience.form.members.data = "\n".join(emails_of(set(content.audience.members)))
    return form


@blueprint.post("/practices/<reference>/collect")
@permission("collection.edit")
def collect(reference: str) -> ResponseReturnValue:
    """Puts the practice into the list that was chosen on its page."""
    try:
        made = collecting.collect_practice(g.actor, request.form.get("collection", ""), reference)
    except Invalid as invalid:
        flash(str(invalid.problems[0].message), "danger")
        return redirect(url_for("practices.show", reference=reference))
    flash(_("It stands in the list now."), "success")
    return redirect(url_for("practices.collection", reference=made.number))


@blueprint.post("/practices/collections/<reference>/remove")
@permission("collection.edit")
def remove_collected(reference: str) -> ResponseReturnValue:
    collecting.remove_practice(g.actor, reference, whole_number(request.form.get("place")))
    flash(_("Taken out. The others keep their numbers."), "success")
    return redirect(url_for("practices.collection", reference=reference))
