"""The result of an event: one of a closed union of small frozen pages. The page is the view-model; a screen shows it.

`lang` is the language to show it in, `stays` the seconds until the desk wants `TimePassed` (None: until something
happens). Names on a page are already masked, except on pages behind the staff PIN. Prices are fen.
"""

from kiosk.core.pages.resident import (
    AlreadyHere,
    ChooseService,
    HelpCalled,
    Idle,
    Line,
    Manner,
    Note,
    NotOurCard,
    OutOfOrder,
    SeeStaff,
    TakenBack,
    Tile,
    Trouble,
    UnknownCard,
    Welcome,
)
from kiosk.core.pages.staff import (
    ChooseVoice,
    FindResident,
    LinkCard,
    Linked,
    Person,
    RecordVoice,
    StaffPin,
    StaffToday,
    Step,
    Take,
    Voiced,
)

__all__ = [
    "AlreadyHere",
    "ChooseService",
    "ChooseVoice",
    "FindResident",
    "HelpCalled",
    "Idle",
    "Line",
    "LinkCard",
    "Linked",
    "Manner",
    "NotOurCard",
    "Note",
    "OutOfOrder",
    "Page",
    "Person",
    "RecordVoice",
    "SeeStaff",
    "StaffPin",
    "StaffToday",
    "Step",
    "Take",
    "TakenBack",
    "Tile",
    "Trouble",
    "UnknownCard",
    "Voiced",
    "Welcome",
]

Page = (
    Idle
    | ChooseService
    | Welcome
    | AlreadyHere
    | TakenBack
    | UnknownCard
    | NotOurCard
    | SeeStaff
    | HelpCalled
    | OutOfOrder
    | StaffPin
    | StaffToday
    | LinkCard
    | FindResident
    | Linked
    | ChooseVoice
    | RecordVoice
)
