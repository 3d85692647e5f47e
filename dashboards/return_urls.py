"""Quarterly returns: the Board's year, an agency's own, one return and its steps."""

from django.urls import path

from dashboards.views import return_arrangements, return_judging, returns

urlpatterns = [
    path("", return_judging.return_year, name="return_year"),
    path("own/", returns.own_returns, name="own_returns"),
    path("makers/", return_arrangements.arrangement_list, name="return_arrangements"),
    path("makers/change/", return_arrangements.arrangement_change, name="return_arrange"),
    path("<uuid:quarterly_return>/", returns.return_detail, name="return_detail"),
    path("<uuid:quarterly_return>/fill-in/<slug:section>/", returns.return_section, name="return_section"),
    path("<uuid:quarterly_return>/sign/", returns.return_sign, name="return_sign"),
    path("<uuid:quarterly_return>/accept/", return_judging.return_accept, name="return_accept"),
    path("<uuid:quarterly_return>/send-back/", return_judging.return_send_back, name="return_send_back"),
    path("<uuid:quarterly_return>/correct/", return_judging.return_reopen, name="return_reopen"),
    path("<uuid:quarterly_return>/versions/<int:number>/", returns.return_version, name="return_version"),
]
