"""How far a person is: the cells of their walk that hold an answer or `does not apply`."""

from django.db import connection

from surveys import questions
from surveys.models import Response

# Counted with each save, so the text is ready.
_N_ANSWERED = """
SELECT count(*)
FROM surveys_answer AS answer
JOIN surveys_surveyitem AS item ON item.id = answer.item_id
WHERE answer.response_id = %s AND answer.state IN (%s, %s)
"""


def n_answered(response: Response) -> int:
    """How many cells of this person's walk hold an answer or `does not apply`. One query."""
    sql, values = counting_sql(response)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        (n,) = cursor.fetchone()
    return int(n)


def counting_sql(response: Response) -> tuple[str, list[int | str]]:
    """The statement of `n_answered`, which more conditions may follow, and its values."""
    left_out = kinds_left_out(response)
    sql = _N_ANSWERED + "AND item.kind <> %s " * len(left_out)
    return sql, [response.pk, *questions.HOLDING_STATES, *left_out]


def kinds_left_out(response: Response) -> tuple[str, ...]:
    """The kinds of items that this person is not asked about, as the gate stands."""
    return () if response.decision_maker else questions.GATED_KINDS
