"""页面网址：one line a page. Names are the pages' own; links on pages are made from names."""

from django.urls import path

from doudi.web.assessment.views import assessment
from doudi.web.audit.views import looks, trail
from doudi.web.awards.views import award, award_month, award_step, awards
from doudi.web.brought_over.views import (
    brought_over,
    brought_over_batch,
    brought_over_copy,
    brought_over_differences,
    brought_over_do,
    brought_over_hand_in,
    brought_over_template,
)
from doudi.web.cases.receipts import receipts
from doudi.web.cases.views import case, case_step, cases
from doudi.web.changes.declaring import declare_award
from doudi.web.changes.views import changes
from doudi.web.confirmation.meetings import meeting, meeting_order, meetings, minutes, new_meeting
from doudi.web.confirmation.panel import panel_order, panels
from doudi.web.cycle.views import month_cycle
from doudi.web.days.notices import notices
from doudi.web.days.views import calendar
from doudi.web.disclosure.views import (
    disclosure,
    disclosure_order,
    disclosure_sheet,
    disclosures,
    new_disclosure,
)
from doudi.web.dossier.views import household_archive, household_history
from doudi.web.guide.views import guide
from doudi.web.inspections.report import inspection_report, power_order
from doudi.web.inspections.views import (
    finding_order,
    inspection,
    inspection_check,
    inspections,
    new_sampling,
)
from doudi.web.intake.again import declare
from doudi.web.intake.views import intake, intake_form
from doudi.web.jobs.views import jobs
from doudi.web.manual.views import manual
from doudi.web.money_urls import MONEY
from doudi.web.objections.views import new_objection, objection, objection_order, objections
from doudi.web.officers.views import new_officer, officer, officers, relatives
from doudi.web.papers.files import blank_paper, blank_papers, intake_pdf, paper_docx, paper_pdf, stored_file
from doudi.web.papers.scanning import claim_scan, scans
from doudi.web.papers.views import paper, paper_order, papers
from doudi.web.people.members import household_member
from doudi.web.people.views import (
    household,
    people,
    person,
    propose,
    register_home,
    reveal_person,
    settle_account,
)
from doudi.web.regrouping.proposing import new_regrouping
from doudi.web.regrouping.views import regrouping, regrouping_order, regroupings
from doudi.web.reviews.views import reviews
from doudi.web.sign_in.day import day
from doudi.web.sign_in.second_factor import second_factor
from doudi.web.sign_in.views import sign_in, sign_out
from doudi.web.standards.views import standard, standards
from doudi.web.survey.care import care, care_step
from doudi.web.survey.neighbours import neighbours
from doudi.web.survey.signing import survey_step
from doudi.web.survey.views import photo, picture, save, survey, survey_paper, surveys
from doudi.web.survey.worker import survey_worker
from doudi.web.today.views import dues, today
from doudi.web.transfer.views import transfer_mark, transfer_sheet, transfers
from doudi.web.trial.views import load, question_file, trial
from doudi.web.uprating.figures import own_figure_do, own_figure_enter, own_figures
from doudi.web.uprating.rosters import invitation, invitation_settle, invitations, uprating_lines
from doudi.web.uprating.views import uprating, uprating_do, uprating_try, upratings
from doudi.web.verification.batches import batch, batch_close, batch_sheet, returned, returned_sheet
from doudi.web.verification.desk import batch_list, desk, desk_make, desk_reply, desk_take
from doudi.web.verification.disputes import disputed
from doudi.web.verification.requests import (
    conclusion_do,
    discrepancy_propose,
    request_do,
    request_list,
    request_page,
)
from doudi.web.village.views import village_case, village_cases, village_scan

app_name = "web"
urlpatterns = [
    path("", today, name="home"),
    path("today/", today, name="today"),
    path("today/dues/", dues, name="dues"),
    path("brought-over/", brought_over, name="brought_over"),
    path("brought-over/hand-in/", brought_over_hand_in, name="brought_over_hand_in"),
    path("brought-over/template/<slug:sheet>/", brought_over_template, name="brought_over_template"),
    path("brought-over/copy/<uuid:which>/", brought_over_copy, name="brought_over_copy"),
    path("brought-over/<uuid:which>/", brought_over_batch, name="brought_over_batch"),
    path("brought-over/<uuid:which>/differences/", brought_over_differences, name="brought_over_differences"),
    path("brought-over/<uuid:which>/<slug:what>/", brought_over_do, name="brought_over_do"),
    path("figures/", own_figures, name="own_figures"),
    path("figures/enter/", own_figure_enter, name="own_figure_enter"),
    path("figures/<uuid:which>/<slug:what>/", own_figure_do, name="own_figure_do"),
    path("upratings/", upratings, name="upratings"),
    path("upratings/try/<slug:what>/", uprating_try, name="uprating_try"),
    path("upratings/<uuid:which>/", uprating, name="uprating"),
    path("upratings/<uuid:which>/lines/", uprating_lines, name="uprating_lines"),
    path("upratings/<uuid:which>/<slug:what>/", uprating_do, name="uprating_do"),
    path("invitations/", invitations, name="invitations"),
    path("invitations/<uuid:which>/", invitation, name="invitation"),
    path("invitations/<uuid:which>/settle/", invitation_settle, name="invitation_settle"),
    path("people/", people, name="people"),
    path("people/<uuid:person>/", person, name="person"),
    path("people/<uuid:person>/reveal/", reveal_person, name="reveal_person"),
    path("people/<uuid:person>/residence/", register_home, name="register_home"),
    path("people/<uuid:person>/accounts/", propose, name="propose_account"),
    path("accounts/<uuid:account>/", settle_account, name="settle_account"),
    path("households/<uuid:household>/", household, name="household"),
    path("households/<uuid:household>/history/", household_history, name="household_history"),
    path("households/<uuid:household>/archive/", household_archive, name="household_archive"),
    path("officers/", officers, name="officers"),
    path("officers/new/", new_officer, name="new_officer"),
    path("officers/<uuid:officer>/", officer, name="officer"),
    path("relatives/", relatives, name="relatives"),
    path("trail/<slug:kind>/<str:object_id>/", trail, name="trail"),
    path("trail/<slug:kind>/<str:object_id>/looks/", looks, name="looks"),
    path("cases/", cases, name="cases"),
    path("cases/receipts/", receipts, name="receipts"),
    path("cases/<uuid:case>/", case, name="case"),
    path("cases/<uuid:case>/assessments/<uuid:which>/", assessment, name="assessment"),
    path("cases/<uuid:case>/papers.pdf", intake_pdf, name="intake_papers"),
    path("cases/<uuid:case>/declare/", declare, name="declare"),
    path("cases/<uuid:case>/<slug:name>/", case_step, name="case_step"),
    path("intake/", intake, name="intake"),
    path("intake/form/", intake_form, name="intake_form"),
    path("meetings/", meetings, name="meetings"),
    path("meetings/new/", new_meeting, name="new_meeting"),
    path("meetings/<uuid:meeting>/", meeting, name="meeting"),
    path("meetings/<uuid:meeting>/minutes.<slug:kind>", minutes, name="minutes"),
    path("meetings/<uuid:meeting>/<slug:name>/", meeting_order, name="meeting_order"),
    path("panels/", panels, name="panels"),
    path("panels/<slug:name>/", panel_order, name="panel_order"),
    path("verification/", desk, name="verification"),
    path("verification/take/", desk_take, name="verification_take"),
    path("verification/make/", desk_make, name="verification_make"),
    path("verification/reply/", desk_reply, name="verification_reply"),
    path("verification/disputed/", disputed, name="verification_disputed"),
    path("verification/requests/", request_list, name="verification_requests"),
    path("verification/requests/<uuid:which>/", request_page, name="verification_request"),
    path("verification/requests/<uuid:which>/<slug:name>/", request_do, name="verification_do"),
    path("verification/disputed/<uuid:which>/", discrepancy_propose, name="verification_propose"),
    path("verification/conclusions/<uuid:which>/<slug:name>/", conclusion_do, name="verification_conclusion"),
    path("verification/batches/", batch_list, name="verification_batches"),
    path("verification/batches/<uuid:which>/", batch, name="verification_batch"),
    path("verification/batches/<uuid:which>/close/", batch_close, name="verification_close"),
    path("verification/batches/<uuid:which>/sheet/<slug:form>/", batch_sheet, name="verification_sheet"),
    path("verification/returned/<uuid:which>/", returned, name="verification_returned"),
    path("verification/returned/<uuid:which>/sheet/", returned_sheet, name="verification_copy"),
    path("jobs/", jobs, name="jobs"),
    path("awards/", awards, name="awards"),
    path("reviews/", reviews, name="reviews"),
    path("changes/", changes, name="changes"),
    path("awards/<uuid:award>/", award, name="award"),
    path("awards/<uuid:award>/month/<slug:month>/", award_month, name="award_month"),
    path("awards/<uuid:award>/declare/", declare_award, name="declare_award"),
    path("awards/<uuid:award>/<slug:name>/", award_step, name="award_step"),
    path("village/", village_cases, name="village_cases"),
    path("village/<uuid:case>/", village_case, name="village_case"),
    path("village/<uuid:case>/scan/", village_scan, name="village_scan"),
    *MONEY,
    path("surveys/", surveys, name="surveys"),
    path("surveys/worker.js", survey_worker, name="survey_worker"),
    path("surveys/<uuid:case>/", survey, name="survey"),
    path("surveys/<uuid:case>/save/", save, name="survey_save"),
    path("surveys/<uuid:case>/photo/", photo, name="survey_photo"),
    path("surveys/<uuid:case>/photos/<uuid:which>/", picture, name="survey_picture"),
    path("surveys/<uuid:case>/papers/<uuid:which>/", survey_paper, name="survey_paper"),
    path("surveys/<uuid:case>/neighbours/", neighbours, name="neighbours"),
    path("surveys/<uuid:case>/care/<str:member>/", care, name="care"),
    path("surveys/<uuid:case>/care/<str:member>/<slug:name>/", care_step, name="care_step"),
    path("surveys/<uuid:case>/steps/<slug:name>/", survey_step, name="survey_step"),
    path("papers/", papers, name="papers"),
    path("papers/scans/", scans, name="scans"),
    path("papers/scans/<uuid:file>/", claim_scan, name="claim_scan"),
    path("papers/files/<uuid:file>/", stored_file, name="stored_file"),
    path("papers/blank/", blank_papers, name="blank_papers"),
    path("papers/blank/<slug:code>/", blank_paper, name="blank_paper"),
    path("papers/<uuid:paper>/", paper, name="paper"),
    path("papers/<uuid:paper>/paper.pdf", paper_pdf, name="paper_pdf"),
    path("papers/<uuid:paper>/paper.docx", paper_docx, name="paper_docx"),
    path("papers/<uuid:paper>/<slug:name>/", paper_order, name="paper_order"),
    path("transfer/", transfers, name="transfers"),
    path("transfer/<uuid:case>/", transfer_sheet, name="transfer_sheet"),
    path("transfer/<uuid:case>/mark/", transfer_mark, name="transfer_mark"),
    path("disclosures/", disclosures, name="disclosures"),
    path("disclosures/new/", new_disclosure, name="new_disclosure"),
    path("disclosures/<uuid:which>/", disclosure, name="disclosure"),
    path("disclosures/<uuid:which>/<int:village>/sheet.pdf", disclosure_sheet, name="disclosure_sheet"),
    path("disclosures/<uuid:which>/<slug:name>/", disclosure_order, name="disclosure_order"),
    path("month/", month_cycle, name="month_cycle"),
    path("regroupings/", regroupings, name="regroupings"),
    path("regroupings/<uuid:which>/", regrouping, name="regrouping"),
    path("regroupings/<uuid:which>/<slug:name>/", regrouping_order, name="regrouping_order"),
    path("households/<uuid:household>/regroup/<slug:kind>/", new_regrouping, name="new_regrouping"),
    path("households/<uuid:household>/members/<slug:name>/", household_member, name="household_member"),
    path("objections/", objections, name="objections"),
    path("objections/new/", new_objection, name="new_objection"),
    path("objections/<uuid:which>/", objection, name="objection"),
    path("objections/<uuid:which>/<slug:name>/", objection_order, name="objection_order"),
    path("inspections/", inspections, name="inspections"),
    path("inspections/new/", new_sampling, name="new_sampling"),
    path("inspections/report/", inspection_report, name="inspection_report"),
    path("inspections/power/<slug:name>/", power_order, name="power_order"),
    path("inspections/<uuid:which>/", inspection, name="inspection"),
    path("inspections/<uuid:which>/check/", inspection_check, name="inspection_check"),
    path("findings/<uuid:which>/<slug:name>/", finding_order, name="finding_order"),
    path("trial/", trial, name="trial"),
    path("trial/load/", load, name="trial_load"),
    path("trial/file/", question_file, name="trial_file"),
    path("standards/", standards, name="standards"),
    path("standards/<slug:name>/", standard, name="standard"),
    path("calendar/", calendar, name="calendar"),
    path("calendar/notices/", notices, name="notices"),
    path("manual/", manual, name="manual"),
    path("login/", sign_in, name="sign_in"),
    path("logout/", sign_out, name="sign_out"),
    path("login/code/", second_factor, name="second_factor"),
    path("day/", day, name="day"),
    path("help/", guide, name="help"),
]
