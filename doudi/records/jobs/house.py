"""自身的定时作业：what the house does by itself, whoever is signed in."""

from doudi.records.access import Act
from doudi.records.audit.minutes import seal_minutes
from doudi.records.jobs.running import every


@every("* * * * *", "封存查阅记录", audits=True)
def seal(by: Act) -> None:
    """Each finished minute of the access log gets its line in the chain."""
    seal_minutes(by=by)
