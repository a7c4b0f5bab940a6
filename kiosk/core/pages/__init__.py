"""The result of an event: one of a closed union of small frozen pages. The page is the view-model; a screen shows it.

`lang` is the language to show it in, `stays` the seconds until the desk wants `TimePassed` (None: until something
happens). Names on a page are already masked, except on pages behind the staff PIN. Prices are fen.
"""

from kiosk.core.pages.cardless import Masked, PickGroup, PickYourself, TypeTail, WithoutCard
from kiosk.core.pages.guests import CountGuests, GuestsIn, Heads
from kiosk.core.pages.resident import (
    AlreadyHere,
    ChooseService,
    Goodbye,
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
    ConfirmTime,
    FindResident,
    LinkCard,
    Linked,
    Person,
    RecordVoice,
    SetTime,
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
    "ConfirmTime",
    "CountGuests",
    "FindResident",
    "Goodbye",
    "GuestsIn",
    "Heads",
    "HelpCalled",
    "Idle",
    "Line",
    "LinkCard",
    "Linked",
    "Manner",
    "Masked",
    "NotOurCard",
    "Note",
    "OutOfOrder",
    "Page",
    "Patient",
    "Person",
    "Personal",
    "PickGroup",
    "PickYourself",
    "RecordVoice",
    "SeeStaff",
    "SetTime",
    "StaffPin",
    "StaffToday",
    "Step",
    "Take",
    "TakenBack",
    "Tile",
    "Trouble",
    "TypeTail",
    "UnknownCard",
    "Voiced",
    "Welcome",
    "WithoutCard",
    "manner_of",
]

Page = (
    Idle
    | ChooseService
    | Welcome
    | AlreadyHere
    | Goodbye
    | TakenBack
    | UnknownCard
    | NotOurCard
    | SeeStaff
    | PickGroup
    | PickYourself
    | TypeTail
    | CountGuests
    | GuestsIn
    | HelpCalled
    | OutOfOrder
    | StaffPin
    | ConfirmTime
    | SetTime
    | StaffToday
    | LinkCard
    | FindResident
    | Linked
    | ChooseVoice
    | RecordVoice
)
Patient = WithoutCard | CountGuests
Personal = ChooseService | Welcome | AlreadyHere | Goodbye | TakenBack | CountGuests | GuestsIn


def manner_of(page: Page) -> Manner:
    """How whoever the page is for wants to be served; a page for nobody in particular is as the centre has it."""
    manner: Manner = getattr(page, "manner", Manner())
    return manner
