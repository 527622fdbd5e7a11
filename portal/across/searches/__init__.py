"""Saved searches: asked again by the worker whenever something changes, under the rights of that moment."""
