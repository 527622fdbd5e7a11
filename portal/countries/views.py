"""Pages of countries: the list by region, and what is known of each."""

from flask import Blueprint, abort, render_template

from portal.countries import queries
from portal.foundation.web.guard import permission

blueprint = Blueprint("countries", __name__)


@blueprint.get("/countries")
@permission("country.read")
def index() -> str:
    return render_template("countries/index.html", countries=queries.country_choices())


@blueprint.get("/countries/<code>")
@permission("country.read")
def show(code: str) -> str:
    country = queries.countries().get(code)
    if country is None:
        abort(404)
    acts = [(str(queries.TREATIES[act.treaty]), act) for act in queries.treaty_acts(code)]
    return render_template("countries/show.html", country=country, acts=acts, acts_labels=queries.TREATY_ACTS)
