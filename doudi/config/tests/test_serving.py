"""页面服务: what a server process has at hand before its first page."""

from pathlib import Path

from django.template import engines
from django.template.loader import get_template

from doudi.config.serving import OURS, read_templates


def test_every_template_of_ours_is_read_before_the_first_page() -> None:
    kept = engines["django"].engine.template_loaders[0].get_template_cache  # type: ignore[attr-defined]
    assert read_templates() == sum(1 for _ in OURS.glob("*/templates/**/*.html"))
    assert get_template("web/cases/case.html").template is kept["web/cases/case.html"]  # type: ignore[attr-defined]
    assert Path(kept["404.html"].origin.name).is_relative_to(OURS)
