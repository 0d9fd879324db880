"""Everything that can be done with things in custody: one function per thing a person may do.

``moving`` is the only way a thing moves (and ``clear_item`` the owner's own hand); there is no override.
"""

from .dissuading import issue_dissuasion
from .keeping import hand_over, store_items
from .moving import clear_item, move_item, move_items
from .noticing import post_notice, withdraw_notice
from .numbering import (
    Opened,
    Thing,
    add_pictures,
    describe_item,
    name_owner,
    number_item,
    number_items,
    open_inventory,
)
from .objecting import object_by_secret, object_to_removal, withdraw_objection, withdraw_own_objections
from .proceeding import extend_seizure, name_officer, open_proceeding, record_step
from .returning import ask_back, claim_item, dispose_item, release_item, remind_owner
from .revealing import reveal_name
from .storing import add_storage_place, close_storage_place
from .willing import (
    Agreed,
    add_signature,
    revoke_agreement,
    revoke_consent,
    revoke_own_agreement,
    sign_consent,
    sign_watch_agreement,
)

__all__ = [
    "Agreed",
    "Opened",
    "Thing",
    "add_pictures",
    "add_signature",
    "add_storage_place",
    "ask_back",
    "claim_item",
    "clear_item",
    "close_storage_place",
    "describe_item",
    "dispose_item",
    "extend_seizure",
    "hand_over",
    "issue_dissuasion",
    "move_item",
    "move_items",
    "name_officer",
    "name_owner",
    "number_item",
    "number_items",
    "object_by_secret",
    "object_to_removal",
    "open_inventory",
    "open_proceeding",
    "post_notice",
    "record_step",
    "release_item",
    "remind_owner",
    "reveal_name",
    "revoke_agreement",
    "revoke_consent",
    "revoke_own_agreement",
    "sign_consent",
    "sign_watch_agreement",
    "store_items",
    "withdraw_notice",
    "withdraw_objection",
    "withdraw_own_objections",
]
