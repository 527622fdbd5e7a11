"""Conversation among the fictional cast about exercise cases: asked and answered in the language of each case."""

from sqlalchemy import select

from portal.access.publication import Status
from portal.cases.models import Case
from portal.conversation import service
from portal.foundation.database import db
from portal.foundation.ids import new_id
from portal.foundation.refs import Ref
from portal.members.models import Member

SAID = {
    "fr": (
        "Comment avez-vous obtenu l’expertise aussi vite ?",
        "Exercice. Chez nous le laboratoire met six mois. Qui a signé la demande, et sur quelle base ?",
        "Exercice. Par une réquisition du parquet, avec photographies des marquages ; sinon le dossier attend.",
    ),
    "en": (
        "Was the seller ever asked for his records?",
        "Exercise. We had the same route and could not show who bought first. Did a request for records help?",
        "Exercise. Yes, but only after we named the serial range; an open request came back empty.",
    ),
    "es": (
        "¿Se pudo probar la conversión sin el taller?",
        "Ejercicio. Nuestro juez pide el lugar de la conversión. ¿Bastó el peritaje de las estrías?",
        "Ejercicio. Bastó con dos peritajes coincidentes y la compra de las herramientas.",
    ),
    "sr": (
        "Kako ste dokazali poreklo?",
        "Vežba. Kod nas je broj izbrušen. Da li je pomogla hemijska obrada ili oznaka uvoznika?",
        "Vežba. Oznaka uvoznika na rukohvatu; broj nismo povratili.",
    ),
}
"""Language of a case → what is asked about it, in which words, and what its author answers."""


def load_conversations() -> int:
    """Through the services; how many. The first published exercise in each language that somebody else reads."""
    return sum(_load(language) for language in SAID)


def _load(language: str) -> int:
    published = select(Case).where(Case.exercise, Case.status == Status.PUBLISHED).order_by(Case.number)
    members = [row.as_actor() for row in db.session.scalars(select(Member).order_by(Member.email)).unique()]
    for case in db.session.scalars(published):
        readers = [
            actor
            for actor in members
            if actor.country != case.country and not actor.tokens.isdisjoint(case.audience("abstract"))
        ]
        if case.content.original.language == language and readers:
            title, question, answer = SAID[language]
            asked: dict[str, object] = {"kind": "question", "title": title, "text": question}
            thread = service.start_thread(readers[0], Ref("case", case.id), asked)
            owner = db.session.get_one(Member, case.owner_id).as_actor()
            key = new_id()
            service.add_comment(owner, thread.id, {"key": key, "text": answer})
            service.mark_answer(readers[0], key)
            return 1
    return 0
