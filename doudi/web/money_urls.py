"""资金的网址：payments, price subsidy, recovery, institutions, reserve, aid, funds; part of `urls`."""

from django.urls import path

from doudi.web.aid.opening import aid_new
from doudi.web.aid.printing import aid_paper
from doudi.web.aid.views import aid_one, aid_order, aids
from doudi.web.funds.entries import account, entry
from doudi.web.funds.views import fund_appropriate, fund_postings, funds
from doudi.web.institutions.tekun import tekun
from doudi.web.institutions.views import institution, institution_new, institution_order, institutions
from doudi.web.payments.files import payment_control, payment_file
from doudi.web.payments.stops import payment_stop_order, payment_stops
from doudi.web.payments.views import (
    payment_failed,
    payment_lines,
    payment_new,
    payment_order,
    payment_roll,
    payment_run,
    payments,
)
from doudi.web.price_subsidy.views import (
    price_index,
    price_index_enter,
    price_index_order,
    price_indices,
    price_people,
)
from doudi.web.recovery.reckonings import reckon, reckoning, reckoning_order
from doudi.web.recovery.views import (
    arrears,
    arrears_roll,
    claim,
    claim_order,
    claims,
    reckonings,
    suspects,
)
from doudi.web.reserve.printing import reserve_book
from doudi.web.reserve.views import reserve, reserve_new, reserve_order, reserves

MONEY = [
    path("payments/", payments, name="payments"),
    path("payments/new/", payment_new, name="payment_new"),
    path("payments/lines/", payment_lines, name="payment_lines"),
    path("payments/failed/", payment_failed, name="payment_failed"),
    path("payments/stops/", payment_stops, name="payment_stops"),
    path("payments/stops/<uuid:stop>/<slug:name>/", payment_stop_order, name="payment_stop_order"),
    path("payments/<uuid:run>/", payment_run, name="payment_run"),
    path("payments/<uuid:run>/lines/", payment_roll, name="payment_roll"),
    path("payments/<uuid:run>/control/", payment_control, name="payment_control"),
    path("payments/<uuid:run>/file/", payment_file, name="payment_file"),
    path("payments/<uuid:run>/<slug:name>/", payment_order, name="payment_order"),
    path("price-subsidy/", price_indices, name="price_indices"),
    path("price-subsidy/enter/", price_index_enter, name="price_index_enter"),
    path("price-subsidy/<uuid:which>/", price_index, name="price_index"),
    path("price-subsidy/<uuid:which>/people/", price_people, name="price_people"),
    path("price-subsidy/<uuid:which>/<slug:name>/", price_index_order, name="price_index_order"),
    path("recovery/", claims, name="claims"),
    path("recovery/suspects/", suspects, name="suspects"),
    path("recovery/arrears/", arrears, name="arrears"),
    path("recovery/arrears/roll/", arrears_roll, name="arrears_roll"),
    path("recovery/reckonings/", reckonings, name="reckonings"),
    path("recovery/reckon/<uuid:award>/", reckon, name="reckon"),
    path("recovery/reckonings/<uuid:which>/", reckoning, name="reckoning"),
    path("recovery/reckonings/<uuid:which>/<slug:name>/", reckoning_order, name="reckoning_order"),
    path("recovery/<uuid:claim>/", claim, name="claim"),
    path("recovery/<uuid:claim>/<slug:name>/", claim_order, name="claim_order"),
    path("reserve/", reserves, name="reserves"),
    path("reserve/new/", reserve_new, name="reserve_new"),
    path("reserve/<uuid:fund>/", reserve, name="reserve"),
    path("reserve/<uuid:fund>/book.pdf", reserve_book, name="reserve_book"),
    path("reserve/<uuid:fund>/<slug:name>/", reserve_order, name="reserve_order"),
    path("aid/", aids, name="aids"),
    path("aid/new/<uuid:household>/", aid_new, name="aid_new"),
    path("aid/<uuid:aid>/", aid_one, name="aid_one"),
    path("aid/<uuid:aid>/papers/<slug:code>.pdf", aid_paper, name="aid_paper"),
    path("aid/<uuid:aid>/<slug:name>/", aid_order, name="aid_order"),
    path("funds/", funds, name="funds"),
    path("funds/appropriate/", fund_appropriate, name="fund_appropriate"),
    path("funds/postings/", fund_postings, name="fund_postings"),
    path("funds/entries/<uuid:entry>/", entry, name="entry"),
    path("funds/accounts/<uuid:account>/", account, name="account"),
    path("institutions/", institutions, name="institutions"),
    path("institutions/new/", institution_new, name="institution_new"),
    path("institutions/tekun/", tekun, name="tekun"),
    path("institutions/<uuid:which>/", institution, name="institution"),
    path("institutions/<uuid:which>/<slug:name>/", institution_order, name="institution_order"),
]
