"""居民页面的网址：open to everybody, reading only."""

from django.urls import path

from doudi.portal.progress import progress_page

app_name = "portal"
urlpatterns = [path("progress/", progress_page, name="progress")]
