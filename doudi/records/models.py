"""档的表：gathers the leaves' tables for Django."""

from doudi.records.areas.models import Area, AreaPeriod, Succession, Unified, UrbanRural
from doudi.records.audit.models import AccessLine, AuditLine, BulkLine, Command
from doudi.records.documents.models import ClearedScan, FiledPaper, PaperEvent, StoredFile
from doudi.records.evidence.models import Evidence, Retraction
from doudi.records.figures.models import Figure, HolidayNotice
from doudi.records.institutions.models import Census, Institution, InstitutionAccount, Residence
from doudi.records.jobs.models import Progress
from doudi.records.people.models import (
    Authorisation,
    BankAccount,
    Household,
    Membership,
    Person,
    PersonKey,
    Registration,
    Supporter,
)
from doudi.records.staff.models import (
    IncompatiblePosts,
    NaturalPerson,
    NearRelative,
    Officer,
    Post,
    Posting,
    SecondFactor,
)

__all__ = [
    "AccessLine",
    "Area",
    "AreaPeriod",
    "AuditLine",
    "Authorisation",
    "BankAccount",
    "BulkLine",
    "Census",
    "ClearedScan",
    "Command",
    "Evidence",
    "Figure",
    "FiledPaper",
    "HolidayNotice",
    "Household",
    "IncompatiblePosts",
    "Institution",
    "InstitutionAccount",
    "Membership",
    "NaturalPerson",
    "NearRelative",
    "Officer",
    "PaperEvent",
    "Person",
    "PersonKey",
    "Post",
    "Posting",
    "Progress",
    "Registration",
    "Residence",
    "Retraction",
    "SecondFactor",
    "StoredFile",
    "Succession",
    "Supporter",
    "Unified",
    "UrbanRural",
]
