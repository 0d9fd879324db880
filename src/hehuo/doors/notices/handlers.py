"""What happens because of an entry: the complainant who left an e-mail address is told."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from hehuo.cases import selectors as cases
from hehuo.cases import services as cases_services
from hehuo.ground.access import SYSTEM
from hehuo.journal.relay import Event

from . import rules, services
from .models import Status


def tell_complainant(event: Event) -> None:
    """Send one e-mail about ``event``, in the language in which she reported; nothing where she left no address.

    The address is unmasked with an entry of its own in the journal. Failing raises, so that the relay tries again.
    """
    case = cases.case_by_id(SYSTEM, event.subject_id)
    asked = cases.complainant(SYSTEM, case)
    if asked is None or asked.contact_kind != "email":
        return
    delivery = services.claim_notice(by=SYSTEM, event=event)
    if delivery is None:
        return
    try:
        address = cases_services.reveal_complainant(by=SYSTEM, case=case, reason="call")["contact"]
        _mail(event, case, address, asked.language).send()
    except Exception as error:
        services.settle_notice(by=SYSTEM, delivery=delivery.pk, status=Status.FAILED, reason=type(error).__name__)
        raise
    services.settle_notice(by=SYSTEM, delivery=delivery.pk, status=Status.SENT)


def _mail(event: Event, case: cases.Case, address: str, language: str) -> EmailMessage:
    notice = rules.NOTICES[event.name]
    link = settings.SITE_URL + reverse("square-follow", args=[cases.link_token(case)])
    with translation.override(language):
        body = render_to_string(
            f"notices/{notice.template}.txt", {"case": case, "link": link, "unit": case.unit, "solved": case.solved}
        )
        return EmailMessage(subject=str(notice.subject) % {"number": case.number}, body=body, to=[address])
