"""`kiosk sound test` and `kiosk voice list`: what a technician hears, and what there is to record."""

import os
import tomllib
from pathlib import Path
from typing import Annotated

import typer

from kiosk.clock import SystemClock
from kiosk.config import Config, load
from kiosk.core.model import Service
from kiosk.core.pages import HelpCalled
from kiosk.core.speech import vocabulary
from kiosk.i18n import Catalogs
from kiosk.keeping import look_into_store
from kiosk.paths import ASSETS
from kiosk.speaking import Speech
from kiosk.state import State

ConfigFile = Annotated[
    Path | None, typer.Option("--config", "-c", envvar="KIOSK_CONFIG", help="The kiosk's TOML file.")
]
PATIENCE = 5.0
"""Seconds that a sound may take longer than its length before the next one cuts it."""
sound = typer.Typer(no_args_is_help=True, help="The loudspeaker.")
voice = typer.Typer(no_args_is_help=True, help="What is said aloud.")


@sound.callback()
@voice.callback()
def _two_words() -> None:
    """Keep `kiosk sound test` and `kiosk voice list` two words each."""


@sound.command("test")
def try_sound(
    config: ConfigFile = None,
    *,
    louder: Annotated[bool, typer.Option("--louder", help="As for a resident who asked for a louder voice.")] = False,
) -> None:
    """Play each tone and a sentence; exit code 1 when no sound card took them."""
    settings = load(config)
    os.environ |= {"KIVY_NO_ARGS": "1", "KIVY_NO_CONFIG": "1", "KIVY_NO_FILELOG": "1", "KIVY_NO_CONSOLELOG": "1"}
    os.environ["KIVY_HOME"] = str(settings.state / "kivy")
    (settings.state / "kivy").mkdir(parents=True, exist_ok=True)

    from kivy.clock import Clock

    from kiosk.ui.sound import Speaker, Tone

    speaker = Speaker(settings.state / "sounds", lambda more: settings.sound.loudness(None, louder=more))
    speaker.louder = louder

    def heard(name: str, tone: Tone | None, clips: list[Path]) -> bool:
        """Play it to its end, and say whether anything could be heard."""
        seconds = speaker.seconds(tone, clips)
        speaker.play(tone, clips)
        given_up = Clock.time() + seconds + PATIENCE
        while speaker.busy and Clock.time() < given_up:
            Clock.tick()
        pause = Clock.schedule_once(lambda _passed: None, 0.3)
        while pause.is_triggered:
            Clock.tick()
        typer.echo(f"{'✓' if seconds else '✗'} {name:<10} {seconds:.2f} s")
        return bool(seconds)

    taken = [heard(tone.value, tone, []) for tone in Tone]
    clips = _sentence(settings)
    if clips:
        taken.append(heard("sentence", None, clips))
    else:
        typer.echo("- sentence: no voice pack and no espeak-ng; only tones are heard")
    if not all(taken):
        typer.echo("no sound card took it: look at `aplay -l`, and whether the kiosk's account is in the group audio")
    raise typer.Exit(not all(taken))


def _sentence(settings: Config) -> list[Path]:
    """The clips of one sentence, from the first pack that has it, else from a synthesiser; none without either."""
    speech, page = Speech.of(settings), HelpCalled(settings.language)
    spoken = speech.voice(dict)
    made = speech.synthesiser.render(spoken.text(("help",), page.lang), page.lang)
    return next(spoken.choices(page), [made] if made else [])


@voice.command("list")
def list_parts(
    language: Annotated[str, typer.Option(help="zh_CN or en.")] = "zh_CN", config: ConfigFile = None
) -> None:
    """Print every part to be recorded with its words, and which packs have it."""
    from kiosk.ui.voice import word_of

    settings = load(config)
    say, services = Catalogs(ASSETS / "i18n")[language], _services(settings)
    packs = [pack for pack in Speech.of(settings).shelf.packs if pack.language == say.tag]
    for part in vocabulary(say.tag, services.values()):
        having = " ".join(pack.tag for pack in packs if part in pack.clips)
        typer.echo(f"{part:<20} {word_of(part, say, services)}{'  ← ' if having else ''}{having}")


def _services(settings: Config) -> dict[str, Service]:
    """The centre's services as this kiosk knows them; before enrolment those that a new centre starts with."""
    if (settings.state / "kiosk.db").exists():
        store = look_into_store(settings, State(settings.state, settings.keys), SystemClock())
        try:
            return {service.id: service for service in store.roster.services()}
        finally:
            store.database.close()
    rows = tomllib.loads((ASSETS / "seed" / "centre.toml").read_text(encoding="utf-8"))["services"]
    return {row["id"]: Service(row["id"], row["names"], "", private=row.get("private", False)) for row in rows}
