from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import lists, people, plan, public, steps, table

_ONE = "partnerships/<str:number>"

#: Mounted under ``/desk/``; the room page itself is ``desk-partnership`` in ``doors/desk``.
desk: list[URLPattern | URLResolver] = [
    path("partnerships/", lists.listed, name="partnerships-list"),
    path("partnerships/new/", lists.opened, name="partnerships-open"),
    path(f"{_ONE}/members/", people.members, name="partnerships-members"),
    path(f"{_ONE}/members/invite/", people.invite, name="partnerships-invite"),
    path(f"{_ONE}/members/nobody/", people.nobody, name="partnerships-nobody"),
    path(f"{_ONE}/members/<int:pk>/", people.member, name="partnerships-member"),
    path(f"{_ONE}/members/<int:pk>/answer/", people.answer, name="partnerships-answer"),
    path(f"{_ONE}/members/<int:pk>/hear/", people.hear, name="partnerships-hear"),
    path(f"{_ONE}/members/<int:pk>/leave/", people.leave, name="partnerships-leave"),
    path(f"{_ONE}/members/<int:pk>/<slug:act>/", people.act, name="partnerships-member-act"),
    path(f"{_ONE}/survey/", steps.survey, name="partnerships-survey"),
    path(f"{_ONE}/plan/", plan.plan, name="partnerships-plan"),
    path(f"{_ONE}/plan/tasks/new/", plan.new_task, name="partnerships-task-new"),
    path(f"{_ONE}/plan/tasks/<int:pk>/", plan.edit_task, name="partnerships-task-edit"),
    path(f"{_ONE}/plan/risks/new/", plan.new_risk, name="partnerships-risk-new"),
    path(f"{_ONE}/plan/risks/<int:pk>/", plan.edit_risk, name="partnerships-risk-edit"),
    path(f"{_ONE}/plan/risks/<int:pk>/<slug:act>/", plan.risk_act, name="partnerships-risk-act"),
    path(f"{_ONE}/plan/<slug:act>/", plan.act, name="partnerships-plan-act"),
    path(f"{_ONE}/tasks/<int:pk>/", plan.task, name="partnerships-task"),
    path(f"{_ONE}/tasks/<int:pk>/<slug:act>/", plan.task_act, name="partnerships-task-act"),
    path(f"{_ONE}/report/", steps.report, name="partnerships-report"),
    path(f"{_ONE}/advance/", steps.advance, name="partnerships-advance"),
    path(f"{_ONE}/override/", steps.override, name="partnerships-override"),
    path(f"{_ONE}/relapse/", steps.relapse, name="partnerships-relapse"),
    path(f"{_ONE}/review/", steps.review, name="partnerships-review"),
    path(f"{_ONE}/dissolve/", steps.dissolve, name="partnerships-dissolve"),
    path(f"{_ONE}/public/", public.write, name="partnerships-public"),
    path(f"{_ONE}/public/review/", public.publish, name="partnerships-publish"),
    path(f"{_ONE}/public/close/", public.unpublish, name="partnerships-unpublish"),
    path(f"{_ONE}/calls/", public.calls, name="partnerships-calls"),
    path(f"{_ONE}/calls/<int:pk>/close/", public.close_call, name="partnerships-call-close"),
    path(f"{_ONE}/offers/<int:pk>/<slug:act>/", public.offer, name="partnerships-offer"),
]
#: Mounted at the root, for the public.
square: list[URLPattern | URLResolver] = [
    path("table/<str:secret>/", table.table, name="partnerships-table"),
    path("table/<str:secret>/<slug:act>/", table.act, name="partnerships-table-act"),
]
