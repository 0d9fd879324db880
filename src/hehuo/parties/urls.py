from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import accounts, contacts, demo, organisations, people

#: Mounted under ``/desk/``.
desk: list[URLPattern | URLResolver] = [
    path("parties/", organisations.organisations, name="parties-organisations"),
    path("parties/new/", organisations.add_organisation, name="parties-add-organisation"),
    path("parties/<int:pk>/", organisations.organisation, name="parties-organisation"),
    path("parties/<int:pk>/change/", organisations.change_organisation, name="parties-change-organisation"),
    path("parties/<int:pk>/close/", organisations.close_organisation, name="parties-close-organisation"),
    path("parties/<int:pk>/seat/", organisations.seat, name="parties-seat"),
    path("parties/<int:pk>/contact/", contacts.keep_organisation_contact, name="parties-organisation-contact"),
    path("parties/<int:pk>/people/new/", people.add_person, name="parties-add-person"),
    path("parties/seats/<int:pk>/end/", organisations.unseat, name="parties-unseat"),
    path("parties/memberships/<int:pk>/end/", people.end_membership, name="parties-end-membership"),
    path("parties/contacts/<int:pk>/", contacts.reveal, name="parties-reveal"),
    path("parties/contacts/<int:pk>/erase/", contacts.erase, name="parties-erase-contact"),
    path("parties/people/", people.people, name="parties-people"),
    path("parties/people/import/", people.import_people, name="parties-import-people"),
    path("parties/people/template.xlsx", people.people_template, name="parties-people-template"),
    path("parties/people/<int:pk>/", people.person, name="parties-person"),
    path("parties/people/<int:pk>/name/", people.rename_person, name="parties-rename-person"),
    path("parties/people/<int:pk>/grant/", people.grant, name="parties-grant"),
    path("parties/people/<int:pk>/contact/", contacts.keep_person_contact, name="parties-person-contact"),
    path("parties/people/<int:pk>/invite/", accounts.invite, name="parties-invite"),
    path("parties/people/<int:pk>/invitation/end/", accounts.withdraw_invitation, name="parties-withdraw-invitation"),
    path("parties/people/<int:pk>/account/close/", accounts.close_account, name="parties-close-account"),
    path("parties/people/<int:pk>/account/factor/", accounts.remove_second_factor, name="parties-remove-second-factor"),
    path("parties/people/<int:pk>/account/sign-out/", accounts.sign_out_person, name="parties-sign-out-person"),
    path("me/", accounts.me, name="parties-me"),
    path("me/language/", accounts.my_language, name="parties-my-language"),
    path("me/sign-out/", accounts.sign_me_out_everywhere, name="parties-sign-me-out-everywhere"),
]
#: Mounted at the root, for the public.
square: list[URLPattern | URLResolver] = [
    path("invitation/<str:token>/", accounts.invitation, name="parties-invitation"),
    path("demo/", demo.demo, name="parties-demo"),
    path("demo/enter/", demo.enter, name="parties-demo-enter"),
]
