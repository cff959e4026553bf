"""An actor's whole story: what it asked and offered, whom it met, what came of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tomoni.directory.models import Actor
from tomoni.projects.models import LightCollab
from tomoni.seeds.models import MenuItem, Seed
from tomoni.voices.models import Answer

MOST = 20


@require_safe
def story(request: HttpRequest, pk: int) -> HttpResponse:
    actor = get_object_or_404(Actor.objects.visible_to(request.user).select_related("jurisdiction"), pk=pk)
    user = request.user
    context = {
        "actor": actor,
        "seeds": Seed.objects.visible_to(user)
        .filter(actor=actor)
        .select_related("jurisdiction", "actor")
        .order_by("-id")[:MOST],
        "menu": MenuItem.objects.visible_to(user).filter(actor=actor).select_related("jurisdiction")[:MOST],
        "collaborations": LightCollab.objects.visible_to(user)
        .with_actor(actor)
        .select_related("jurisdiction")
        .order_by("-id")[:MOST],
        "answers": Answer.objects.visible_to(user)
        .filter(department=actor, published_at__isnull=False)
        .select_related("opinion__jurisdiction")[:MOST],
    }
    return render(request, "portal/story.html", context)
