"""Pages on their way to the screen."""

from kiosk.core.pages import HelpCalled, SeeStaff
from kiosk.ui.mailbox import Mailbox


def test_only_the_latest_page_is_kept() -> None:
    """Nobody needs a picture of what is no longer true."""
    mailbox = Mailbox()
    mailbox.show(SeeStaff("en"))
    mailbox.show(HelpCalled("en"))
    assert mailbox.take() == (HelpCalled("en"), False)
    assert mailbox.take() == (None, False)


def test_a_page_from_before_the_window_is_not_lost() -> None:
    """Whoever comes to take pages is woken at once when one waits, and at each further one."""
    mailbox, woken = Mailbox(), []
    mailbox.show(SeeStaff("en"))
    mailbox.wake_with(lambda: woken.append(mailbox.take()))
    mailbox.show(HelpCalled("en"))
    assert woken == [(SeeStaff("en"), False), (HelpCalled("en"), False)]


def test_a_card_is_not_forgotten_for_a_later_page() -> None:
    """Whoever draws only the second page must know all the same that another person came with the first."""
    mailbox = Mailbox()
    mailbox.show(SeeStaff("en"), another=True)
    mailbox.show(HelpCalled("en"))
    assert mailbox.take() == (HelpCalled("en"), True)
