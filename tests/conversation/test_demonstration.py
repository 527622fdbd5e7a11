"""The demonstration talks: a question with its answer about an exercise in each of several languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.across.demo.load import load_demo
from portal.app import create_app
from portal.config import Settings
from portal.conversation.models import Comment, Thread
from portal.foundation.database import Base, db


@pytest.fixture
def demonstration(tmp_path: Path) -> Iterator[Flask]:
    app = create_app(Settings(data_dir=tmp_path, search_url="memory:"))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        load_demo(lambda _what, _n: None)
        yield app
        db.session.remove()
        db.engine.dispose()


def test_questions_of_the_cast_are_answered_and_called_exercises(demonstration: Flask) -> None:
    threads = db.session.query(Thread).all()
    assert len(threads) == 4 and all(thread.answer_id for thread in threads)
    marked = ("Exercice", "Exercise", "Ejercicio", "Vežba")
    assert all(comment.text.startswith(marked) for comment in db.session.query(Comment))
