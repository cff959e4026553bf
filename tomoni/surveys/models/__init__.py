from tomoni.surveys.models.answer import AnswerLink, Draft, Recipient, Response, Taken, token_for
from tomoni.surveys.models.hearing import Hearing, HearingPoint
from tomoni.surveys.models.survey import Question, Side, Survey, SurveyQuerySet

__all__ = [
    "AnswerLink",
    "Draft",
    "Hearing",
    "HearingPoint",
    "Question",
    "Recipient",
    "Response",
    "Side",
    "Survey",
    "SurveyQuerySet",
    "Taken",
    "token_for",
]
