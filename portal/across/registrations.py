"""Which subjects the portal has: their pages, and how others may name their things."""

from collections.abc import Mapping

from flask import Flask

from portal.across import about, design
from portal.across.administration import views as administration
from portal.across.alerts import views as alerts
from portal.across.bookmarks import views as bookmarks
from portal.across.cadences import CADENCES
from portal.across.demo import accounts
from portal.across.finder import api as finder_api
from portal.across.finder import views as finder
from portal.across.finder.service import similar
from portal.across.home import views as home
from portal.across.newsmail import views as newsmail
from portal.across.presenting import views as presenting
from portal.across.reviewing import views as reviewing
from portal.across.searches import views as searches
from portal.across.searches.naming import describe_searches, search_concerns
from portal.cases import codes
from portal.cases import views as cases
from portal.cases.naming import case_concerns, describe_cases, find_cases
from portal.conversation import views as conversation
from portal.conversation.naming import describe_threads, thread_concerns
from portal.countries import views as countries
from portal.countries.queries import country_name
from portal.foundation.recent import Recent
from portal.foundation.records import TEXT_STATES
from portal.foundation.refs import register
from portal.foundation.web import health, preferences
from portal.meetings import codes as meeting_codes
from portal.meetings import views as meetings
from portal.meetings.naming import (
    decision_concerns,
    describe_decisions,
    describe_documents,
    describe_meetings,
    document_concerns,
    meeting_concerns,
)
from portal.meetings.registration import codes as registration_codes
from portal.members import views as members
from portal.members.codes import PROFESSIONS, ROLES
from portal.practices import views as practices
from portal.practices.codes import ANSWERS, GRADES
from portal.practices.naming import describe_practices, find_practices, practice_concerns
from portal.regions.queries import REGIONS
from portal.vocabulary import views as vocabulary
from portal.vocabulary.codes import STATUSES
from portal.vocabulary.queries import concept_name

_PAGES = (
    home,
    members,
    cases,
    meetings,
    presenting,
    practices,
    reviewing,
    conversation,
    countries,
    vocabulary,
    finder,
    searches,
    finder_api,
    alerts,
    bookmarks,
    newsmail,
    administration,
    about,
    design,
    health,
    preferences,
)
LISTS: Mapping[str, Mapping[str, object]] = {
    "stage": codes.STAGES,
    "part": codes.PARTS,
    "offence": codes.OFFENCES,
    "item": codes.ITEM_TYPES,
    "marking": codes.MARKINGS,
    "carriage": codes.CARRIAGE,
    "method": codes.METHODS,
    "technique": codes.TECHNIQUES,
    "cooperation": codes.COOPERATION,
    "person_part": codes.PERSON_PARTS,
    "age_band": codes.AGE_BANDS,
    "sex": codes.SEXES,
    "verdict": codes.VERDICTS,
    "meeting_form": meeting_codes.FORMS,
    "meeting_status": meeting_codes.STATUSES,
    "qualifier": meeting_codes.QUALIFIERS,
    "item_kind": meeting_codes.ITEM_KINDS,
    "asks": meeting_codes.ASKS,
    "decision_state": meeting_codes.DECISION_STATES,
    "text_state": TEXT_STATES,
    "registration_state": registration_codes.STATES,
    "registration_role": registration_codes.ROLES,
    "registration_group": registration_codes.GROUPS,
    "region": REGIONS,
    "profession": PROFESSIONS,
    "role": ROLES,
    "concept_status": STATUSES,
    "grade": GRADES,
    "answer": ANSWERS,
    "cadence": CADENCES,
}
"""List name → code → label, for the `label` filter of templates."""


def label(code: str, of: str) -> str:
    """The label of a code within one list; the code itself where there is none."""
    return str(LISTS[of].get(code, code))


def register_all(app: Flask) -> None:
    for subject in _PAGES:
        app.register_blueprint(subject.blueprint)
    app.extensions["portal_demo_accounts"] = accounts.shown
    app.extensions["portal_similar"] = similar
    app.extensions["portal_nearest"] = Recent(size=2_000, seconds=300)
    app.jinja_env.filters.update(country=country_name, label=label, concept=concept_name)
    app.jinja_env.globals["lists"] = LISTS
    register("meeting", describe_meetings, meeting_concerns)
    register("document", describe_documents, document_concerns)
    register("decision", describe_decisions, decision_concerns)
    register("case", describe_cases, case_concerns, find_cases)
    register("thread", describe_threads, thread_concerns)
    register("search", describe_searches, search_concerns)
    register("practice", describe_practices, practice_concerns, find_practices)
