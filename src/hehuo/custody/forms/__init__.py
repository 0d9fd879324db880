"""The room's forms: where things stand, what owners sign, what authorities write down."""

from .authority import DissuasionForm, NoticeForm, OfficerForm, ProceedingForm, StepForm
from .inventory import (
    DescribeForm,
    HandOverForm,
    MoveForm,
    NumberForm,
    ObjectionForm,
    OpenForm,
    RemindForm,
    SettleObjectionForm,
    StorageForm,
    StoreForm,
)
from .owner import (
    AgreementForm,
    ClaimForm,
    ConsentForm,
    DisposeForm,
    FetchForm,
    LookUpForm,
    OwnObjectionForm,
    ReleaseForm,
)

__all__ = [
    "AgreementForm",
    "ClaimForm",
    "ConsentForm",
    "DescribeForm",
    "DisposeForm",
    "DissuasionForm",
    "FetchForm",
    "HandOverForm",
    "LookUpForm",
    "MoveForm",
    "NoticeForm",
    "NumberForm",
    "ObjectionForm",
    "OfficerForm",
    "OpenForm",
    "OwnObjectionForm",
    "ProceedingForm",
    "ReleaseForm",
    "RemindForm",
    "SettleObjectionForm",
    "StepForm",
    "StorageForm",
    "StoreForm",
]
