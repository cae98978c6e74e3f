"""居民页面的网址：open to everybody, reading only."""

from django.urls import path

from doudi.portal.progress import progress_page
from doudi.portal.published import published

app_name = "portal"
urlpatterns = [
    path("progress/", progress_page, name="progress"),
    path("published/", published, name="published"),
]
