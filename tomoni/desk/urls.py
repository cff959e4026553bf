from django.urls import path

from tomoni.desk.views import asker, desk, learned, public, referral

app_name = "desk"
urlpatterns = [
    path("consultations/", asker.consultations, name="consultations"),
    path("consultations/new/", public.consult, name="consult"),
    path("consultations/<int:pk>/", asker.asked, name="asked"),
    path("consultations/<int:pk>/attachments/<int:attachment>/", asker.attachment, name="asked_attachment"),
    path("consultations/<int:pk>/<slug:act>/", asker.act, name="asked_act"),
    path("c/<str:token>/", public.private, name="private"),
    path("c/<str:token>/receipt/", public.receipt, name="receipt"),
    path("c/<str:token>/attachments/<int:attachment>/", public.attachment, name="private_attachment"),
    path("c/<str:token>/<slug:act>/", public.act, name="private_act"),
    path("desk/", desk.board, name="board"),
    path("desk/list/", desk.listing, name="list"),
    path("desk/new/", desk.enter, name="enter"),
    path("desk/referrals/", referral.referrals, name="referrals"),
    path("desk/learned/", learned.learned, name="learned"),
    path("desk/learned/reset/", learned.reset, name="reset"),
    path("desk/learned/<int:pk>/", learned.lesson, name="lesson"),
    path("desk/learned/<int:pk>/<slug:move>/", learned.move, name="lesson_move"),
    path("desk/<int:pk>/", desk.consultation, name="consultation"),
    path("desk/<int:pk>/write/", desk.write, name="write"),
    path("desk/<int:pk>/note/", desk.note, name="note"),
    path("desk/<int:pk>/screen/", desk.screen, name="screen"),
    path("desk/<int:pk>/why/", desk.why, name="why"),
    path("desk/<int:pk>/share/", desk.share, name="share"),
    path("desk/<int:pk>/hand-over/", desk.hand_over, name="hand_over"),
    path("desk/<int:pk>/slip/", desk.slip, name="slip"),
    path("desk/<int:pk>/revoke/", desk.revoke, name="revoke"),
    path("desk/<int:pk>/attachments/<int:attachment>/", desk.attachment, name="attachment"),
    path("desk/<int:pk>/referrals/<int:referral>/", referral.referral, name="referral"),
    path("desk/<int:pk>/referrals/<int:referral>/<slug:move>/", referral.move, name="referral_move"),
    path("desk/<int:pk>/<slug:move>/", desk.move, name="move"),
]
