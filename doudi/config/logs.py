"""日志：one JSON object a line, with everything that looks like a person's number blotted out."""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

# Identity numbers (18 or 15), bank accounts (12–19 digits) and mobile numbers, also inside longer text.
NUMBERS = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{12,19}|1[3-9]\d{9})(?!\d)")


def blot(logger: object, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """structlog processor: numbers of people become *** in every text of the event, however deep."""
    return {key: _blotted(value) for key, value in event.items()}


def logging_configuration(level: str) -> dict[str, Any]:
    """Django's LOGGING: everything through structlog to standard error, as JSON in readable Chinese."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": shared,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            blot,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        # Django's own handlers would print the same event again, unblotted.
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            # A line for every job begun and ended would bury the rest; what fails is told.
            "procrastinate": {"level": "WARNING", "propagate": True},
        },
    }


def _blotted(value: Any) -> Any:
    if isinstance(value, str):
        return NUMBERS.sub("***", value)
    if isinstance(value, dict):
        return {key: _blotted(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_blotted(inner) for inner in value]
    if isinstance(value, int | float | None):
        return value
    return NUMBERS.sub("***", str(value))
