"""What custody reports to the journal: ids, codes and dates, never a name and never free text."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from hehuo.journal.kinds import Ref, Visibility, define

from . import models, rules

PUBLIC, CONFIDENTIAL = Visibility.PUBLIC, Visibility.CONFIDENTIAL
_ITEM, _LIST, _STORAGE, _UNIT = Ref("item"), Ref("inventory"), Ref("storage"), Ref("organisation")

OPENED = define("custody.inventory_opened", _("An inventory was begun"), inventory=_LIST)
OWNER_NAMED = define("custody.owner_named", _("The owner of the things became known"), inventory=_LIST)
NUMBERED = define("custody.numbered", _("%(item)s was numbered"), visibility=PUBLIC, item=_ITEM)
DESCRIBED = define("custody.described", _("The description of %(item)s was corrected"), item=_ITEM, fields=str)
PICTURED = define("custody.pictured", _("%(count)s pictures of %(item)s were added"), item=_ITEM, count=int,
                  moment=models.Moment)  # fmt: skip
CONSENTED = define("custody.consented", _("The owner signed a consent for %(count)s things"), consent=int, count=int,
                   authority=rules.Authority)  # fmt: skip
CONSENT_DRAFTED = define("custody.consent_drafted", _("A consent waits to be signed"), consent=int, count=int)
CONSENT_REVOKED = define("custody.consent_revoked", _("The owner took a consent back"), consent=int)
AGREED = define("custody.agreed", _("The owner signed a watch agreement until %(until)s"), agreement=Ref("agreement"),
                until=date, authority=rules.Authority)  # fmt: skip
AGREEMENT_DRAFTED = define("custody.agreement_drafted", _("A watch agreement waits to be signed"),
                           agreement=Ref("agreement"))  # fmt: skip
REVOKED = define("custody.agreement_revoked", _("The owner ended the watch agreement"), agreement=Ref("agreement"),
                 by_secret=bool)  # fmt: skip
POSTED = define("custody.posted", _("A notice about %(count)s things was posted"), visibility=PUBLIC, notice=int,
                count=int)  # fmt: skip
TAKEN_DOWN = define("custody.taken_down", _("The notice was taken down"), visibility=PUBLIC, notice=int)
PROCEEDING = define("custody.proceeding_opened", _("%(unit)s opened a procedure (%(basis)s)"), proceeding=int,
                    unit=_UNIT, basis=rules.Basis)  # fmt: skip
STEPPED = define("custody.proceeding_step", _("Procedure: %(step)s"), proceeding=int, step=rules.Step)
OFFICER_NAMED = define("custody.officer_named", _("An officer was named for the procedure"), proceeding=int)
EXTENDED = define("custody.seizure_extended", _("The seizure was extended until %(until)s"), proceeding=int, until=date)
OBJECTED = define("custody.objected", _("Somebody objects: nothing is moved"), objection=int, inventory=_LIST,
                  sort=models.ObjectionKind)  # fmt: skip
OBJECTION_ENDED = define("custody.objection_withdrawn", _("The objection was taken back"), objection=int)
MOVED = define("custody.moved", _("%(item)s was moved (basis %(basis)s)"), visibility=PUBLIC, item=_ITEM,
               basis=rules.Basis, storage=_STORAGE, ground=str)  # fmt: skip
CLEARED = define("custody.cleared", _("The owner cleared %(item)s"), visibility=PUBLIC, item=_ITEM)
HANDED_OVER = define("custody.handed_over", _("%(item)s changed hands"), item=_ITEM, position=int)
STORED = define("custody.stored", _("%(item)s is kept at %(storage)s"), item=_ITEM, storage=_STORAGE, until=date)
REMINDED = define("custody.reminded", _("The owner of %(item)s was reminded"), item=_ITEM)
ASKED_BACK = define("custody.asked_back", _("The owner asks for %(item)s"), item=_ITEM)
RELEASED = define("custody.released", _("%(item)s was given back"), visibility=PUBLIC, item=_ITEM)
CLAIMED = define("custody.claimed", _("%(item)s was fetched by its owner"), visibility=PUBLIC, item=_ITEM, claim=int)
DISPOSED = define("custody.disposed", _("%(item)s was disposed of: %(how)s"), visibility=PUBLIC, item=_ITEM,
                  how=rules.Disposal)  # fmt: skip
DISSUADED = define("custody.dissuaded", _("A dissuasion notice was given; time until %(until)s"), notice=int,
                   fault=models.Fault, until=date)  # fmt: skip
STORAGE_ADDED = define("custody.storage_added", _("%(storage)s keeps things"), storage=_STORAGE)
STORAGE_CLOSED = define("custody.storage_closed", _("%(storage)s keeps nothing any more"), storage=_STORAGE)
REVEALED = define("custody.name_revealed", _("The name of an owner or signer was looked at unmasked"),
                  visibility=CONFIDENTIAL, what=str, row=int)  # fmt: skip
