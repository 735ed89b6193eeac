"""From catalog to survey: what may be asked, the draft, opening it, closing it.

The only part of `surveys` that knows `journeys`.
"""

from surveys.publishing.candidates import (
    Candidate,
    CandidateGroup,
    CandidateSection,
    JourneyOffer,
    candidate_items,
    candidate_sections,
    journey_of_slug,
    journey_offers,
)
from surveys.publishing.drafts import (
    RESERVED_SLUGS,
    DraftChangedError,
    DraftContent,
    NotADraftError,
    SlugTakenError,
    chosen,
    create_survey,
    default_content,
    delete_draft,
    draft_content,
    draft_of,
    free_slug,
    update_draft,
)
from surveys.publishing.length import SectionLength, SurveyLength, survey_length
from surveys.publishing.lifecycle import (
    FreshDraft,
    NotOpenableError,
    WrongStatusError,
    close_survey,
    fresh_draft,
    gone_items,
    open_survey,
    reopen_survey,
)
from surveys.publishing.overview import (
    ResponseCounts,
    register_usage,
    response_counts,
    survey_rows,
    survey_uses,
)

__all__ = [
    "RESERVED_SLUGS",
    "Candidate",
    "CandidateGroup",
    "CandidateSection",
    "DraftChangedError",
    "DraftContent",
    "FreshDraft",
    "JourneyOffer",
    "NotADraftError",
    "NotOpenableError",
    "ResponseCounts",
    "SectionLength",
    "SlugTakenError",
    "SurveyLength",
    "WrongStatusError",
    "candidate_items",
    "candidate_sections",
    "chosen",
    "close_survey",
    "create_survey",
    "default_content",
    "delete_draft",
    "draft_content",
    "draft_of",
    "free_slug",
    "fresh_draft",
    "gone_items",
    "journey_of_slug",
    "journey_offers",
    "open_survey",
    "register_usage",
    "reopen_survey",
    "response_counts",
    "survey_length",
    "survey_rows",
    "survey_uses",
    "update_draft",
]
