"""遮盖：the one place that decides which signs of a secret are shown, so that no two lists together show the whole."""

from doudi.records.vault.secret import Secret

STAR = "*"


def id_number(secret: Secret) -> str:
    """身份证号：first and last sign only."""
    text = secret.reveal()
    return text[:1] + STAR * max(len(text) - 2, 0) + text[-1:] if len(text) > 2 else STAR * len(text)


def account(secret: Secret) -> str:
    """银行账号：last four digits only."""
    text = secret.reveal()
    return STAR * (len(text) - 4) + text[-4:] if len(text) >= 8 else STAR * len(text)


def phone(secret: Secret) -> str:
    """电话：last four digits only."""
    return account(secret)


def public_name(name: str) -> str:
    """公示姓名：the second sign starred (王*英, 李*), as published lists show it."""
    return name[:1] + STAR + name[2:] if len(name) > 1 else name
