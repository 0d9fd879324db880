"""What can be true of things in custody; every constraint is the database's own."""

from .afterwards import Claim, ClaimState, Delivery, DissuasionNotice, Fault
from .grounds import (
    Consent,
    Notice,
    Objection,
    ObjectionKind,
    Officer,
    Proceeding,
    ProceedingStep,
    WatchAgreement,
)
from .inventory import HandOver, Inventory, Item, ItemCounter, Moment, Picture
from .storage import StoragePlace

__all__ = [
    "Claim",
    "ClaimState",
    "Consent",
    "Delivery",
    "DissuasionNotice",
    "Fault",
    "HandOver",
    "Inventory",
    "Item",
    "ItemCounter",
    "Moment",
    "Notice",
    "Objection",
    "ObjectionKind",
    "Officer",
    "Picture",
    "Proceeding",
    "ProceedingStep",
    "StoragePlace",
    "WatchAgreement",
]
