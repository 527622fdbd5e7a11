"""The least a page of this kind can cost: Flask, Flask-Login, SQLAlchemy, Jinja; one user row, one list of 20 rows."""

import os

from flask import Flask, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader
from sqlalchemy import String, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ROWS, PER_PAGE = 200, 20
TEMPLATE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>List</title></head>
<body><header>{{ user.name }}</header><nav>{% for n in range(8) %}<a href="/{{ n }}">Part {{ n }}</a> {% endfor %}</nav>
<main><h1>List</h1>{% for row in rows %}<article><h2><a href="/rows/{{ row.id }}">{{ row.title }}</a></h2>
<p>{{ row.text }}</p></article>{% endfor %}</main></body></html>"""


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)


class User(Base, UserMixin):  # type: ignore[misc]
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))


class Row(Base):
    __tablename__ = "rows"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(String(1000))


def create_app() -> Flask:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="bench", SQLALCHEMY_DATABASE_URI=f"sqlite:///{os.environ['BARE_DATABASE']}")
    app.jinja_loader = DictLoader({"list.html": TEMPLATE})  # compiled once, which a template given as a string is not
    db.init_app(app)
    login = LoginManager(app)
    login.user_loader(lambda key: db.session.get(User, int(key)))
    app.add_url_rule("/", "show", login_required(_show))
    app.add_url_rule("/enter", "enter", _enter)
    app.add_url_rule("/health/live", "live", lambda: "ok")
    return app


def fill() -> None:
    app = create_app()
    with app.app_context():
        db.create_all()
        db.session.add(User(id=1, name="A member"))
        db.session.add_all(Row(title=f"Row {n} & more", text=f"What row {n} tells. " * 15) for n in range(ROWS))
        db.session.commit()


def _show() -> str:
    page = request.args.get("page", 1, type=int)
    rows = db.session.scalars(select(Row).order_by(Row.id.desc()).limit(PER_PAGE).offset((page - 1) * PER_PAGE))
    return render_template("list.html", rows=rows, user=current_user)


def _enter() -> ResponseReturnValue:
    login_user(db.session.get_one(User, 1))
    return redirect("/")
