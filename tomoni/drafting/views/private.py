"""The page of somebody who gave a comment without an account: whoever holds the link is its author."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tomoni.core import outbox
from tomoni.core.errors import Refused
from tomoni.core.visitors import secret_page
from tomoni.drafting.actions import comment as actions
from tomoni.drafting.models import Comment, CommentLink, LinkHolder
from tomoni.drafting.states import CommentState, RoundState


@require_GET
@secret_page
def private(request: HttpRequest, token: str) -> HttpResponse:
    return render(request, "drafting/private.html", _context(_comment(token), token))


@require_GET
@secret_page
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Number and link, to print or write down."""
    return render(request, "drafting/receipt.html", _context(_comment(token), token))


@require_http_methods(["GET", "POST"])
@secret_page
def take_back(request: HttpRequest, token: str) -> HttpResponse:
    comment = _comment(token)
    if not _may_be_taken_back(comment):
        raise Refused(_("答えた意見や取り下げた意見は、もう取り下げられません。"))
    if request.method == "POST":
        actions.take_back(comment, by=LinkHolder(comment.pk))
        messages.success(request, _("意見を取り下げました。"))
        return redirect(actions.address_of(comment, token))
    return render(request, "drafting/take_back.html", _context(comment, token))


def _comment(token: str) -> Comment:
    """Any token that opens nothing is an unknown address."""
    link = CommentLink.objects.of_token(token)
    if link is None:
        raise Http404
    return link.comment


def _may_be_taken_back(comment: Comment) -> bool:
    return comment.state == CommentState.OPEN and comment.round.state != RoundState.PUBLISHED


def _context(comment: Comment, token: str) -> dict[str, object]:
    home = actions.address_of(comment, token)
    return {
        "comment": comment,
        "round": comment.round,
        "draft": comment.round.draft,
        "told": comment.round.state == RoundState.PUBLISHED,
        "home": home,
        "address": outbox.link(home),
        "may_take_back": _may_be_taken_back(comment),
    }
