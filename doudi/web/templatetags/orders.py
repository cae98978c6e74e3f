"""表单的开头：the hidden fields that every form of an order carries, and the refusal beside it."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from doudi.records.ids import new_id
from doudi.web.orders import Filled

register = template.Library()


@register.inclusion_tag("web/frame/order_fields.html", takes_context=True)
def order_fields(context: Context, form: Filled, steps: int | None = None) -> dict[str, Any]:
    """Token, command id and, for a case, the steps it stands at; then the sentence when this form was refused."""
    return {"csrf_token": context["csrf_token"], "command": new_id(), "form": form, "steps": steps}
