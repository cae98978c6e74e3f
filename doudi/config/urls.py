"""网址：the health of the process and of what it needs; each room of pages adds its own line here."""

from django.urls import include, path

from doudi.config import health

urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("", include("doudi.portal.urls")),
    path("", include("doudi.web.urls")),
]
