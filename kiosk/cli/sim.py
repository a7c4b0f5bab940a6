"""`kiosk sim`: many short histories of bad luck, played with the product's own parts on virtual time."""

import os
from typing import Annotated

import typer

from kiosk.clock import SystemClock
from kiosk.sim.controls import DESIGNS
from kiosk.sim.history import Outcome
from kiosk.sim.run import Plan, Summary, play, play_many

SHOWN = 5


def sim(
    seeds: Annotated[int, typer.Option(min=1, help="How many histories.")] = 200,
    days: Annotated[int, typer.Option(min=1, help="Days in each of them.")] = 1,
    first: Annotated[int, typer.Option(min=0, help="The first seed.")] = 0,
    seed: Annotated[int | None, typer.Option(help="Play only this one.")] = None,
    design: Annotated[str, typer.Option(help=f"{', '.join(DESIGNS)}; all but the product must fail.")] = "product",
    *,
    verbose: Annotated[bool, typer.Option("--verbose", help="Tell every step of --seed.")] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Processes.")] = os.cpu_count() or 1,
) -> None:
    """Simulate weeks of lost messages, power cuts, restored backups and cloned cards; exit code 1 if a law broke."""
    if design not in DESIGNS:
        raise typer.BadParameter(f"there are {', '.join(DESIGNS)}", param_hint="--design")
    plan, summary = Plan(days, design), Summary()
    if seed is not None:
        for outcome in play([seed], plan, typer.echo if verbose else lambda _: None):
            summary.add(outcome)
            _report(outcome, plan)
    else:
        for outcome, now in play_many(range(first, first + seeds), plan, jobs, SystemClock()):
            summary = now
            if outcome.breaches and len(summary.failed) <= SHOWN:
                _report(outcome, plan)
    typer.echo(str(summary))
    raise typer.Exit(1 if summary.failed else 0)


def _report(outcome: Outcome, plan: Plan) -> None:
    """Say what broke, and how to see it again."""
    for breach in outcome.breaches[:SHOWN]:
        typer.echo(f"seed {outcome.seed}: {breach}", err=True)
    if outcome.breaches:
        more = f" --days {plan.days}" + (f" --design {plan.design}" if plan.design != "product" else "")
        typer.echo(f"seed {outcome.seed}: again with: kiosk sim --seed {outcome.seed}{more} --verbose", err=True)
