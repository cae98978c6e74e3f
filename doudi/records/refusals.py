"""拒绝：an answer for the person in front of the screen, as opposed to a fault."""

from typing import Any


class Refusal(Exception):
    """One Chinese sentence saying what to do; pages show it with 409."""

    status = 409
    # 留痕: the line of the audit, by its word and facts, that whoever shows the refusal writes although nothing was done.
    trace: tuple[str, dict[str, Any]] | None = None


class NotFound(Refusal):
    """没有，或不在您的范围：one answer for "not there" and "not yours", so that neither tells on the other."""

    status = 404

    def __init__(self, sentence: str = "没有找到这条记录，或它不在您的工作范围内。") -> None:
        super().__init__(sentence)


class WrongPost(Refusal):
    """没有这个岗位：the officer holds no post that may do this here today."""

    status = 403


class SecondFactorMissing(Refusal):
    """需要两步验证：a deciding post works only in a session that showed a second factor."""

    status = 403


class SamePerson(Refusal):
    """必须由两个人办：the same natural person may not do both steps, whatever account is used."""


class BadInput(Refusal):
    """填写有误：what was typed cannot be stored as it stands."""

    status = 422
