"""Stuffing: how many begin a survey from one network, and what to do about very many.

Nobody is refused (design 7). Beyond STARTS_PER_HOUR, responses carry a flag. Beyond
STARTS_PER_MINUTE, people are asked to wait, each a little longer than the one before, so that the
network begins as many a minute as the setting says. Nobody waits more than a minute, so that holds
up to about twice as many (1,150 where the setting is 600); of more, the rest begins a minute later.

Every start page carries a ticket, signed. It stands for one response however often it is sent,
because the response's token is derived from it. Who waits is given it back with the moment of their
turn: it holds no place in the database and no worker of the server.

The address is never stored, only a keyed hash of its network: /24 of IPv4, /48 of IPv6, the sizes
that one household or organisation is given at most places. The key is made of SECRET_KEY, the day
and the survey, so that counts of two days or surveys cannot be laid side by side.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_network
from secrets import token_hex

from django.conf import settings
from django.core import signing
from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from surveys.links import TOKEN_BYTES, as_token
from surveys.models import NetworkStarts, SurveyRevision, random_key

BUSY_FLAG = "busy_network"
HONEYPOT_FLAG = "honeypot"
PREFIX_LENGTH = {4: 24, 6: 48}
LEAST_WAIT_S = 5
MOST_WAIT_S = 60
# Long enough for anyone to come back to the page; shorter than what `purge` keeps of the counts.
TICKET_AGE = timedelta(hours=12)
COUNTS_KEPT = timedelta(days=1)
FORGOTTEN_AT_ONCE = 1000
_SALT = "surveys.responding.turns"


@dataclass(frozen=True)
class Crowd:
    """How many have begun a survey from one network, this one included."""

    n_in_hour: int = 0
    n_in_minute: int = 0

    @property
    def is_busy(self) -> bool:
        """Whether responses that begin now carry the flag."""
        return self.n_in_hour > settings.STARTS_PER_HOUR

    @property
    def wait_s(self) -> int:
        """How many seconds this one waits; 0 for nobody."""
        excess = self.n_in_minute - settings.STARTS_PER_MINUTE
        if excess <= 0:
            return 0
        return min(LEAST_WAIT_S + 60 * excess // settings.STARTS_PER_MINUTE, MOST_WAIT_S)


def network_of(ip: IPv4Address | IPv6Address) -> str:
    """The network that an address is counted with: `192.0.2.0/24`, `2001:db8::/48`."""
    return str(ip_network((ip, PREFIX_LENGTH[ip.version]), strict=False))


# One text for both engines. A network has a row for the hour and one for each minute of it; which,
# the hash says.
_COUNT = """
INSERT INTO surveys_networkstarts (id, survey_id, network_hash, begins_at, n)
VALUES (%s, %s, %s, %s, 1), (%s, %s, %s, %s, 1)
ON CONFLICT (survey_id, network_hash, begins_at) DO UPDATE SET n = surveys_networkstarts.n + 1
RETURNING network_hash, n
"""


def count_start(survey_id: int, ip: IPv4Address | IPv6Address | None, *, now: datetime) -> Crowd:
    """Count one start, and say how many there were. One statement; a few more once an hour.

    Where it is not known nobody is counted.
    """
    if ip is None:
        return Crowd()
    now = now.astimezone(UTC)
    hour = now.replace(minute=0, second=0, microsecond=0)
    network = network_of(ip)
    of_hour = _hash(survey_id, hour, f"hour {network}")
    of_minute = _hash(survey_id, hour, f"minute {now.minute} {network}")
    stored = connection.ops.adapt_datetimefield_value(hour)
    rows = [[random_key(), survey_id, hashed, stored] for hashed in (of_hour, of_minute)]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [value for row in rows for value in row])
        counts = dict(cursor.fetchall())
    if counts[of_hour] == 1:
        forget_starts(before=now - COUNTS_KEPT)
    return Crowd(n_in_hour=counts[of_hour], n_in_minute=counts[of_minute])


def _hash(survey_id: int, hour: datetime, text: str) -> str:
    salt = f"{_SALT}.{survey_id}.{hour:%Y-%m-%d}"
    return salted_hmac(salt, text, algorithm="sha256").hexdigest()


def forget_starts(*, before: datetime) -> int:
    """Delete counts of hours before that moment, at most 1,000; how many. Two queries.

    Rows that somebody else is deleting are left to them.
    """
    old = NetworkStarts.objects.filter(begins_at__lt=before).select_for_update(skip_locked=True)
    with transaction.atomic():
        keys = list(old.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
        return NetworkStarts.objects.filter(pk__in=keys).delete()[0]


# Tickets


@dataclass(frozen=True)
class Ticket:
    """One start: of one revision, from a moment (seconds since 1970) on, with the start's flags.

    One without a moment stands for nothing yet: nobody has agreed to anything.
    """

    revision_id: int
    ready_at: int
    flags: list[str]
    nonce: str

    @classmethod
    def to_start(cls, revision: SurveyRevision) -> "Ticket":
        """A new one, for a start page."""
        return cls(revision.pk, 0, [], token_hex(TOKEN_BYTES))

    def in_line(self, *, wait_s: int, flags: list[str], now: datetime) -> "Ticket":
        """This one, for whoever has agreed: its turn comes in `wait_s` seconds."""
        return replace(self, ready_at=int(now.timestamp()) + wait_s, flags=flags)

    @property
    def is_in_line(self) -> bool:
        """Whether whoever holds it has agreed and been counted."""
        return self.ready_at > 0

    @property
    def token(self) -> str:
        """The token of this ticket's response: 128 bits that only SECRET_KEY derives."""
        digest = salted_hmac(f"{_SALT}.token", self.nonce, algorithm="sha256").digest()
        return as_token(digest[:TOKEN_BYTES])

    def seconds_left(self, now: datetime) -> int:
        """How long it still is until its turn."""
        return max(self.ready_at - int(now.timestamp()), 0)

    def signed(self) -> str:
        """As the form carries it."""
        payload = [self.revision_id, self.ready_at, self.flags, self.nonce]
        return signing.dumps(payload, salt=f"{_SALT}.ticket")


def read_ticket(signed: str, revision: SurveyRevision) -> Ticket | None:
    """The ticket, or None if it is not ours, too old, or for another text than is shown now."""
    try:
        payload = signing.loads(signed, salt=f"{_SALT}.ticket", max_age=TICKET_AGE)
    except signing.BadSignature:
        return None
    ticket = Ticket(*payload)
    return ticket if ticket.revision_id == revision.pk else None
