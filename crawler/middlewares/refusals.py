"""A page that keeps us out is a refusal: recorded, not got round, never "no offers"."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

REFUSING = frozenset((401, 403, 407, 429, 451))
LARGEST_CHALLENGE = 64 * 1024
# Pages of the widespread bot walls, as seen in public bug reports of crawlers.
_CHALLENGE = re.compile(
    rb"cf-chl-|challenge-platform|cf_captcha_kind|Just a moment\.\.\.</title>"
    rb"|Attention Required! \| Cloudflare|captcha-delivery\.com|_Incapsula_Resource"
    rb"|px-captcha|perimeterx|Pardon Our Interruption|distil_r_captcha"
    rb"|/_sec/cp_challenge|sec-if-cpt-container|awswaf|aws-waf-token"
    rb"|geetest|g-recaptcha|h-captcha|validateCaptcha",
    re.IGNORECASE,
)
_WALL_TITLE = re.compile(
    rb"<title[^>]*>\s*(access (to this page )?(has been )?denied|attention required"
    rb"|[^<]*(captcha|are you (a )?(human|robot)|robot check|verify (that )?you are"
    rb"|security check|unusual traffic|(been|request|ip|access) blocked))",
    re.IGNORECASE,
)

_LOGIN_PATH = re.compile(
    r"/(log[-_]?in|sign[-_]?in|logon|auth|authenticate|account/login|users/sign_in"
    r"|anmelden|einloggen|connexion|ingresar|iniciar-sesion|accedi|vhod|giris)"
    r"(/|\.\w{2,5})?$",
    re.IGNORECASE,
)
_LOGIN_TITLE = re.compile(
    r"<title[^>]*>[^<]{0,60}("
    r"\b(log ?in|sign ?in|anmelden|einloggen|connexion|se connecter|ingresar|entrar"
    r"|iniciar sesi(o|ó)n|accedi|inloggen|logga in|zaloguj|giri(s|ş)|masuk)"
    r"|вход|Вход|войти|Войти|登录|登入|ログイン|로그인|เข้าสู่ระบบ|(đ|Đ)ăng nhập)".encode(),
    re.IGNORECASE,
)
_PASSWORD = re.compile(rb"<input[^>]+type=[\"']?password", re.IGNORECASE)
SAME_PAGE_PATHS = 3
PAGES_BEFORE = 3
PAGES_REMEMBERED = 200


class Refused(IgnoreRequest):
    """The site keeps us out; the text says how."""

    def __init__(self, url: str, how: str) -> None:
        super().__init__(f"{url}: {how}")
        self.how = how


class Refusals:
    """Keeps refusals from being read as pages."""

    def __init__(self) -> None:
        self.same_page = SamePage()

    def process_spider_input(self, response: Response) -> None:
        """Let only real pages through.

        Raises:
            Refused: *response* is a refusal.
        """
        how = refusal(response) or self.same_page.refusal(response)
        if how:
            raise Refused(response.url, how)


def refusal(response: Response) -> str:
    """Say how *response* keeps us out, "" when it does not."""
    if response.status in REFUSING:
        request = response.request
        if response.status == 429 and request and request.meta.get("keyed"):
            return "answered 429: the key's quota is spent, or the pace is too high"
        return f"answered {response.status}"
    if response.status == 503 and b"Retry-After" not in response.headers:
        return "showed a challenge page" if is_challenge(response.body) else ""
    if response.status == 200:
        return _refusal_by_page(response)
    return ""


def _refusal_by_page(response: Response) -> str:
    if is_wall(response.body):
        return "showed a captcha or challenge page"
    if _LOGIN_PATH.search(urlsplit(response.url).path):
        first = response.meta.get("redirect_urls", [""])[0] if response.request else ""
        if first and not _LOGIN_PATH.search(urlsplit(first).path):
            return "led to a page to log in"
    if is_login(response.body):
        return "showed a page to log in"
    return ""


class SamePage:
    """Notices a site that suddenly gives one and the same page for all listings.

    A listing under several queries is one path; from the third path on, the page is
    none of theirs. A site that never gave different pages builds them by script: that
    is no refusal.
    """

    def __init__(self) -> None:
        self.paths: dict[bytes, set[str]] = {}

    def refusal(self, response: Response) -> str:
        """Say that *response* is the same page again, "" when it is not."""
        request = response.request
        if request is None or request.meta.get("kind") != "listing":
            return ""
        # What was missed may well be answered with one page that says so.
        if not response.body or request.meta.get("asked_again"):
            return ""
        body = hashlib.blake2b(response.body, digest_size=16).digest()
        paths = self.paths.pop(body, set())
        self.paths[body] = paths
        if len(paths) < SAME_PAGE_PATHS:
            paths.add(urlsplit(response.url).path)
        if len(self.paths) > PAGES_REMEMBERED:
            del self.paths[next(iter(self.paths))]
        if len(paths) < SAME_PAGE_PATHS or len(self.paths) <= PAGES_BEFORE:
            return ""
        return "gives the same page for different listings"


def is_login(body: bytes) -> bool:
    """Whether *body* asks for a password and says so in its title."""
    if len(body) > LARGEST_CHALLENGE or not _PASSWORD.search(body):
        return False
    return bool(_LOGIN_TITLE.search(body[:8192]))


def is_challenge(body: bytes) -> bool:
    """Whether *body* is a challenge of a known bot wall."""
    return len(body) <= LARGEST_CHALLENGE and bool(_CHALLENGE.search(body))


def is_wall(body: bytes) -> bool:
    """Whether a page served as success is a wall: its title says so, and it is small.

    A captcha alone is not enough: many honest pages have one on a contact form.
    """
    if len(body) > LARGEST_CHALLENGE:
        return False
    return bool(_WALL_TITLE.search(body[:8192])) or (
        len(body) < 16 * 1024 and b"<h1" not in body and is_challenge(body)
    )
