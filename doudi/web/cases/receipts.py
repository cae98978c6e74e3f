"""转交回执：what this township took in for others and handed over; the cases themselves are seen there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from doudi.casework.cases.desk import CLERKS
from doudi.casework.intake import queries
from doudi.records.access import Act
from doudi.web.lists import Column, Filter, Listing, list_page
from doudi.web.working import officer_page


@officer_page(*CLERKS, methods=("GET", "POST"))
def receipts(request: HttpRequest, by: Act) -> HttpResponse:
    """Every receipt in scope, newest first."""
    columns = (
        Column("name", gettext("申请人"), lambda row: row.applicant_name, ("applicant_name",)),
        Column("number", gettext("受理编号"), lambda row: row.receipt_number, ("receipt_number",)),
        Column("received", gettext("收件日期"), lambda row: row.received_on, ("received_on",), kind="day"),
        Column("accepted", gettext("受理日期"), lambda row: row.accepted_on, ("accepted_on",), kind="day"),
        Column("to", gettext("转交给"), lambda row: row.handed_to, ("handed_to",)),
        Column("on", gettext("转交日期"), lambda row: row.handed_over_on, ("handed_over_on",), kind="day"),
        Column("by", gettext("转交人"), lambda row: row.handed_over_by, ("handed_over_by",)),
    )
    named = Filter(
        "q",
        gettext("申请人姓名或受理编号"),
        lambda rows, typed: rows.filter(applicant_name=typed) | rows.filter(receipt_number=typed),
    )
    listing = Listing(
        "receipts",
        gettext("转交回执"),
        queries.receipts(by),
        columns,
        (named,),
        order="-on",
        empty=gettext("还没有替别的乡镇收件转交过。"),
    )
    return list_page(request, by, listing)
