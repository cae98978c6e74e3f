"""启动检查：production refuses to serve with settings that would hurt somebody."""

from ipaddress import ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from doudi.config.settings import INSECURE_KEY

MODES = ("production", "demonstration", "test")


def refuse_unsafe_settings() -> None:
    """Raise ImproperlyConfigured with every unsafe setting in one Chinese sentence each; silent when all is well."""
    if settings.MODE not in MODES:
        raise ImproperlyConfigured(f"DOUDI_MODE 只能是 {'、'.join(MODES)}，现为“{settings.MODE}”。")
    if not settings.PRODUCTION:
        return
    wrong = [sentence for unsafe, sentence in _dangers() if unsafe]
    if wrong:
        raise ImproperlyConfigured("正式环境不能这样启动：" + "".join(wrong))


def refuse_powerful_role() -> None:
    """The serving role must own nothing and pass no row security, else the second wall does not stand."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls OR EXISTS (SELECT 1 FROM pg_class WHERE relowner = r.oid)"
            " FROM pg_roles r WHERE rolname = current_user"
        )
        row = cursor.fetchone()
    if row is None or row[0]:
        raise ImproperlyConfigured(
            "DATABASE_URL 的角色权力过大：请改用不拥有任何表、不能绕过行级安全的 doudi_app。"
        )


def _are_networks(named: list[str]) -> bool:
    """A network of everything would let anybody say who asks."""
    try:
        return all(ip_network(each, strict=False).prefixlen > 0 for each in named)
    except ValueError:
        return False


def _dangers() -> list[tuple[bool, str]]:
    return [
        (not _are_networks(settings.TRUSTED_PROXIES), "DOUDI_PROXIES 应是用逗号分开的地址或网段。"),
        (settings.DEBUG, "请去掉 DOUDI_DEBUG。"),
        (settings.SECRET_KEY == INSECURE_KEY, "请设置 DOUDI_SECRET_KEY 或先运行 doudi migrate 生成密钥。"),
        (len(settings.SECRET_KEY) < 32, "DOUDI_SECRET_KEY 至少 32 个字符。"),
        (settings.CLOCK_DAY is not None, "请去掉 DOUDI_CLOCK，正式环境只认真实日期。"),
        ("*" in settings.ALLOWED_HOSTS, "DOUDI_HOSTS 不能是 *，请写明域名。"),
        (not settings.SESSION_COOKIE_SECURE or not settings.CSRF_COOKIE_SECURE, "会话必须只走 HTTPS。"),
    ]
