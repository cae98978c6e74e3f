"""督的表：gathers the leaves' tables for Django."""

from doudi.oversight.disclosure.models import DisclosedRow, Disclosure

__all__ = ["DisclosedRow", "Disclosure"]
