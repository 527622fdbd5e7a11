"""The blueprint the pages of practices share."""

from flask import Blueprint

blueprint = Blueprint("practices", __name__)
