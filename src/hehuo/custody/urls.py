from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import authority, dissuasion, inventory, item, later, lists, owner, papers, public

#: Mounted under ``/desk/``.
desk: list[URLPattern | URLResolver] = [
    path("custody/", lists.inventories, name="custody-inventories"),
    path("custody/open/", inventory.begin, name="custody-open"),
    path("custody/storages/", lists.storages, name="custody-storages"),
    path("custody/storages/<int:pk>/close/", later.close_storage, name="custody-storage-close"),
    path("custody/names/<str:kind>/<int:pk>/", later.reveal, name="custody-reveal"),
    path("custody/agreements/new/", owner.agree, name="custody-agreement-new"),
    path("custody/agreements/<str:number>/", owner.agreement, name="custody-agreement"),
    path("custody/agreements/<str:number>/end/", owner.end, name="custody-agreement-end"),
    path("custody/agreements/<str:number>/agreement.pdf", papers.agreement, name="custody-agreement-pdf"),
    path("custody/agreements/<str:number>/sign/", later.sign_agreement, name="custody-agreement-sign"),
    path("custody/consents/<str:number>/sign/", later.sign_consent, name="custody-consent-sign"),
    path("custody/consents/<str:number>/consent.pdf", papers.consent, name="custody-consent-pdf"),
    path("custody/consents/<str:number>/end/", owner.revoke, name="custody-consent-end"),
    path("custody/dissuasions/new/", dissuasion.write, name="custody-dissuade"),
    path("custody/dissuasions/<str:number>/", dissuasion.show, name="custody-dissuasion"),
    path("custody/dissuasions/<str:number>/notice.pdf", papers.dissuasion, name="custody-dissuasion-pdf"),
    path("custody/notices/<str:number>/", authority.notice, name="custody-notice"),
    path("custody/notices/<str:number>/notice.pdf", papers.notice, name="custody-notice-pdf"),
    path("custody/proceedings/<str:number>/", authority.proceeding, name="custody-proceeding"),
    path("custody/proceedings/<str:number>/officer/", authority.officer, name="custody-officer"),
    path("custody/proceedings/<str:number>/extend/", later.extend, name="custody-extend"),
    path("custody/objections/<int:pk>/", owner.settle, name="custody-settle"),
    path("custody/items/<int:pk>/", item.show, name="custody-item"),
    path("custody/items/<int:pk>/cleared/", item.cleared, name="custody-cleared"),
    path("custody/items/<int:pk>/describe/", item.describe, name="custody-describe"),
    path("custody/items/<int:pk>/remind/", item.remind, name="custody-remind"),
    path("custody/items/<int:pk>/hand-over/", item.hand_over, name="custody-hand-over"),
    path("custody/items/<int:pk>/release/", item.release, name="custody-release"),
    path("custody/items/<int:pk>/dispose/", item.dispose, name="custody-dispose"),
    path("custody/claims/<int:pk>/receipt.pdf", papers.receipt, name="custody-receipt-pdf"),
    path("custody/<str:number>/", inventory.show, name="custody-inventory"),
    path("custody/<str:number>/owner/", later.owner, name="custody-owner"),
    path("custody/<str:number>/number/", inventory.number_one, name="custody-number"),
    path("custody/<str:number>/move/", inventory.move, name="custody-move"),
    path("custody/<str:number>/store/", item.store, name="custody-store"),
    path("custody/<str:number>/claim/", item.claim, name="custody-claim"),
    path("custody/<str:number>/object/", inventory.objection, name="custody-object"),
    path("custody/<str:number>/consent/", owner.consent, name="custody-consent"),
    path("custody/<str:number>/notice/", authority.post, name="custody-notice-new"),
    path("custody/<str:number>/proceeding/<str:kind>/", authority.begin, name="custody-proceeding-new"),
    path("custody/<str:number>/labels.pdf", papers.labels, name="custody-labels"),
    path("custody/<str:number>/inventory.pdf", papers.inventory, name="custody-inventory-pdf"),
    path("custody/<str:number>/consent.pdf", papers.consent_blank, name="custody-consent-blank"),
]
#: Mounted at the root, for the public.
square: list[URLPattern | URLResolver] = [
    path("things/", public.find, name="custody-things"),
    path("things/label/<str:number>/", public.label, name="custody-label"),
    path("things/<str:token>/", public.mine, name="custody-mine"),
    path("things/<str:token>/photo/<uuid:uuid>/", public.photo, name="custody-mine-photo"),
    path("things/<str:token>/fetch/", public.fetch, name="custody-mine-fetch"),
    path("things/<str:token>/object/", public.objection, name="custody-mine-object"),
    path("things/<str:token>/agreed/", public.agreed, name="custody-mine-agreed"),
    path("things/<str:token>/cleared/", public.cleared, name="custody-mine-cleared"),
    path("things/<str:token>/end/", public.end, name="custody-mine-end"),
]
