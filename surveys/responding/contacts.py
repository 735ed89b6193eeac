"""Addresses that people leave at the end, apart from their answers.

No row, time or order leads from an address to answers: it has a random key and a day, and `shuffle`
also takes away the order in which rows lie in the database.

Whoever adds, deletes or lays out addresses locks their survey's row first, so that none is missed.
That holds up nobody who begins or answers.
"""

import random
from datetime import datetime
from itertools import batched

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from surveys.models import Contact, Survey, SurveyRevision, random_key
from surveys.moments import day_of
from surveys.responding.erasing import empty_log

DELETED_AT_ONCE = 1000  # by key: a statement takes only so many values


def leave_address(revision: SurveyRevision, address: str) -> None:
    """Keep an address with the words its person agreed to; the same one is kept once a survey."""
    with transaction.atomic():
        # So that two clicks wait for each other.
        _lock(Survey.objects.filter(pk=revision.survey_id))
        if not addresses_of(revision.survey).filter(address__iexact=address).exists():
            today = timezone.now().date()
            Contact.objects.create(revision=revision, address=address, given_on=today)


def addresses_of(survey: Survey) -> QuerySet[Contact]:
    """The survey's addresses, over all its revisions, in the order of the alphabet."""
    return Contact.objects.filter(revision__survey=survey).order_by("address", "pk")


def addresses_due(survey: Survey, *, before: datetime) -> QuerySet[Contact]:
    """Those given on a day before that moment's, as `erasing.responses_due` has it."""
    return addresses_of(survey).filter(given_on__lt=day_of(before).date())


def forget(addresses: QuerySet[Contact]) -> int:
    """Delete these addresses; how many there were. On SQLite the log is emptied afterwards."""
    with transaction.atomic():
        _lock(Survey.objects.filter(pk__in=addresses.order_by().values("revision__survey")))
        n = addresses.delete()[0]
        if n:
            transaction.on_commit(empty_log, robust=True)
    return n


def forget_address(survey: Survey, address: str) -> int:
    """Delete one address, however its capitals are written; 0 if it is not there."""
    return forget(addresses_of(survey).filter(address__iexact=address.strip()))


def shuffle() -> None:
    """Lay all addresses out anew, in an order by chance and under new keys.

    A database keeps rows in the order in which they came, and responses in the order in which they
    were begun; laid side by side, the two would tell a little.
    """
    with transaction.atomic():
        # A deletion that waited for the rows themselves would find none of them afterwards.
        _lock(Survey.objects.all())
        rows = list(Contact.objects.all())
        random.SystemRandom().shuffle(rows)
        for few in batched(rows, DELETED_AT_ONCE):
            Contact.objects.filter(pk__in=[row.pk for row in few]).delete()
        for row in rows:
            row.pk = random_key()
        Contact.objects.bulk_create(rows)


def _lock(surveys: QuerySet[Survey]) -> None:
    """Wait for whoever else is at these surveys' addresses. Needs a transaction."""
    list(surveys.select_for_update(no_key=True).order_by("pk").values_list("pk"))
