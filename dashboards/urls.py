from django.urls import include, path

from dashboards.views import explain, exports, figures, jobs, publications, publishing, target_shares, targets

urlpatterns = [
    path("figures/", figures.partnership_figures, name="partnership_figures"),
    path("figures/export/", exports.export_partnership, name="export_partnership"),
    path("figures/publish/", publishing.publish_figures, name="publish_figures"),
    path("figures/own/", figures.agency_figures, name="agency_figures"),
    path("figures/own/export/", exports.export_agency, name="export_agency"),
    path("figures/agencies/<uuid:agency>/", figures.figures_of_agency, name="figures_of_agency"),
    path("figures/definitions/", explain.definition_list, name="definition_list"),
    path("figures/explain/<slug:measure>/", explain.explain_figure, name="explain_figure"),
    path("figures/own/explain/<slug:measure>/", explain.explain_own_figure, name="explain_own_figure"),
    path("targets/", targets.target_list, name="target_list"),
    path("targets/new/", targets.target_new, name="target_new"),
    path("targets/share/", target_shares.target_share, name="target_share"),
    path("targets/<uuid:target>/withdraw/", targets.target_withdraw, name="target_withdraw"),
    path("returns/", include("dashboards.return_export_urls")),
    path("returns/", include("dashboards.return_urls")),
    path("publications/", publications.publication_list, name="publication_list"),
    path("publications/<uuid:publication>/", publications.publication_detail, name="publication_detail"),
    path("publications/<uuid:publication>/file/", publications.publication_file, name="publication_file"),
    path("jobs/", jobs.job_list, name="job_list"),
]
