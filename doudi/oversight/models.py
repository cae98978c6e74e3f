"""督的表：gathers the leaves' tables for Django."""

from doudi.oversight.disclosure.models import DisclosedRow, Disclosure
from doudi.oversight.inspections.models import Finding, Inspection, Sampling

__all__ = ["DisclosedRow", "Disclosure", "Finding", "Inspection", "Sampling"]
