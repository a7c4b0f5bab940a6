"""The forty faults as data: which tests show that each is survived, and why a fault is not made as it happens outside.

A row without a `reason` injects the very fault. With one, the tests are the nearest that can run on any machine.
"""

from dataclasses import dataclass

POWER, STORE, KILL = "tests/store/test_power.py", "tests/store/test_store.py", "tests/end_to_end/test_kill.py"
CUTS = "tests/store/test_cuts.py"
ALARMS, ALARMED = "tests/server/test_alarms.py", "tests/sim/test_alarmed.py"
RESCUE, TIMELINE, WALL = "tests/store/test_rescue.py", "tests/core/test_timeline.py", "tests/core/test_wallclock.py"
DELIVERY, HISTORIES, CLIENT = "tests/sync/test_delivery.py", "tests/sync/test_histories.py", "tests/sync/test_client.py"
FEED, LEDGER, API = "tests/server/test_feed.py", "tests/server/test_ledger.py", "tests/server/test_api.py"
SIM, DISK, CLOCK = "tests/sim/test_simulation.py", "tests/faults/test_disk.py", "tests/faults/test_clock.py"
ZONES = "tests/faults/test_zones.py"
FORGETTING = "tests/server/test_forgetting.py"
SERVER, DESK = "tests/faults/test_server.py", "tests/core/test_desk_pages.py"
PUMP, CONTRACT = "tests/readers/test_reader_pump.py", "tests/readers/test_reader_contract.py"
LAWS = f"{SIM}::test_all_laws_hold"


@dataclass(frozen=True)
class Row:
    """One fault, the tests that show it survived, and the reason if these are only the nearest."""

    number: int
    fault: str
    tests: tuple[str, ...]
    reason: str = ""


ROWS = (
    Row(1, "process killed in mid-commit", (f"{KILL}::test_no_tick_is_ever_taken_back_by_a_kill",)),
    Row(
        2,
        "power cut, unsynced pages lost",
        (
            f"{POWER}::test_no_visit_that_was_shown_is_lost_by_a_power_cut",
            f"{POWER}::test_without_synchronous_full_visits_are_lost",
        ),
    ),
    Row(3, "torn and reordered writes", (f"{POWER}::test_no_visit_that_was_shown_is_lost_by_a_power_cut",)),
    Row(4, "card that ignores fsync", (f"{POWER}::test_a_card_that_lies_leaves_a_log_that_proves_itself",)),
    Row(
        5,
        "power cut in a checkpoint or migration",
        (
            f"{CUTS}::test_a_cut_in_any_migration_leaves_one_whole_schema",
            f"{CUTS}::test_a_cut_while_old_visits_go_takes_no_young_one",
            f"{CUTS}::test_a_cut_while_the_log_is_written_through_loses_nothing",
        ),
    ),
    Row(
        6,
        "directory entry lost",
        (f"{POWER}::test_no_visit_that_was_shown_is_lost_by_a_power_cut",),
        "needs LazyFS; in WAL mode no journal is unlinked by a commit, so there is no entry to lose",
    ),
    Row(
        7,
        "disk full",
        (
            f"{POWER}::test_a_full_disk_takes_the_ballast_and_still_records",
            f"{DISK}::test_a_full_disk_claims_nothing",
            f"{DISK}::test_the_resting_page_stays_while_the_disk_is_full_and_goes_by_itself",
        ),
    ),
    Row(
        8,
        "file system turns read-only",
        (f"{DISK}::test_a_database_that_turns_read_only_claims_nothing_and_comes_back",),
        "SQLite itself is made to refuse writes, no mount is; taps are not queued in memory, the page says so instead",
    ),
    Row(9, "EIO on fsync", (f"{POWER}::test_a_failed_sync_is_no_success_and_its_log_is_written_anew",)),
    Row(
        10,
        "EIO on an old page",
        (
            f"{RESCUE}::test_one_broken_page_costs_few_rows_and_nothing_unsent",
            f"{POWER}::test_while_the_disk_keeps_failing_nothing_is_claimed",
        ),
        "a page whose checksum is wrong stands for one that cannot be read; to SQLite both are an unreadable page",
    ),
    Row(
        11,
        "bad page or bit flip",
        (
            f"{DISK}::test_a_flipped_bit_is_damage_and_never_another_visit",
            f"{RESCUE}::test_one_broken_page_costs_few_rows_and_nothing_unsent",
        ),
    ),
    Row(
        12,
        "database deleted or zeroed",
        (
            f"{RESCUE}::test_a_deleted_database_comes_back_from_the_second_copy",
            f"{RESCUE}::test_a_zeroed_database_does_not_stop_the_kiosk",
            f"{DISK}::test_a_deleted_database_begins_a_new_log",
            LAWS,
        ),
    ),
    Row(
        13,
        "stale -wal beside another database",
        (
            f"{RESCUE}::test_a_write_ahead_log_of_another_database_is_not_mixed_in",
            f"{RESCUE}::test_an_old_copy_under_a_newer_write_ahead_log_is_noticed",
            f"{DISK}::test_another_databases_log_is_never_mixed_in",
        ),
    ),
    Row(
        14,
        "wear of the card",
        (f"{DISK}::test_a_visit_writes_few_pages", f"{STORE}::test_a_poll_without_news_writes_nothing"),
        "counted in SQLite's pages, so that it needs no disk of its own",
    ),
    Row(
        15,
        "slow card",
        (
            "tests/ui/test_slow_card.py::test_a_slow_write_keeps_no_finger_waiting_and_doubles_nothing",
            "tests/ui/test_mailbox.py::test_only_the_latest_page_is_kept",
            "tests/core/test_desk_taps.py::test_the_same_event_told_twice_is_one_tap",
        ),
        "a commit that waits stands for a sync that does; no spinner is built, the pressed button is all that shows",
    ),
    Row(
        16,
        "server away for 90 days",
        (f"{SERVER}::test_ninety_days_alone_arrive_in_one_go",),
        "2,250 visits here; `python -m tests.bench line` sends 45,000 over 256 kbit/s",
    ),
    Row(17, "request lost", (f"{DELIVERY}::test_trouble_on_the_way_only_delays", LAWS)),
    Row(18, "answer lost", (f"{DELIVERY}::test_trouble_on_the_way_only_delays", LAWS)),
    Row(
        19,
        "doubled, late, reordered",
        (
            f"{DELIVERY}::test_doubled_requests_count_once",
            f"{DELIVERY}::test_late_requests_in_the_wrong_order_are_harmless",
            LAWS,
        ),
    ),
    Row(20, "connection cut in mid-body", (f"{SERVER}::test_half_a_request_leaves_nothing", LAWS)),
    Row(
        21,
        "64 kbit/s with 30 % loss",
        (f"{DELIVERY}::test_a_slow_line_gets_smaller_batches",),
        "shaping a network needs root and a network of its own; requests without an answer are what a slow line is",
    ),
    Row(22, "captive portal", (f"{DELIVERY}::test_trouble_on_the_way_only_delays", LAWS)),
    Row(
        23,
        "413, 429, 5xx, slow-loris",
        (
            f"{DELIVERY}::test_halves_until_it_fits",
            f"{CLIENT}::test_somebody_who_asks_to_wait_is_heard",
            f"{CLIENT}::test_an_endless_answer_ends",
            f"{CLIENT}::test_a_huge_answer_ends",
        ),
    ),
    Row(
        24,
        "poison event",
        (
            f"{LEDGER}::test_strange_content_is_acknowledged_and_shown",
            f"{LEDGER}::test_a_body_that_is_no_fact_does_not_stop_those_behind_it",
            "tests/server/test_poison.py::test_a_wrong_value_stops_nobody",
        ),
    ),
    Row(
        25,
        "server restored from a backup",
        (
            f"{HISTORIES}::test_a_restored_server_is_healed_by_the_next_push",
            f"{FEED}::test_a_database_that_was_copied_back_is_noticed",
            LAWS,
        ),
    ),
    Row(
        26,
        "server killed in mid-transaction",
        (
            f"{SERVER}::test_a_killed_server_holds_whole_batches_only",
            f"{SERVER}::test_a_database_stopped_at_once_holds_whole_batches_only",
        ),
    ),
    Row(27, "32 writers on the feed", (f"{FEED}::test_a_cursor_misses_nothing_while_32_writers_write",)),
    Row(
        28,
        "tombstone older than the horizon",
        (
            f"{FORGETTING}::test_a_kiosk_that_missed_a_dropped_tombstone_reads_everything_again",
            f"{FEED}::test_a_cursor_of_another_epoch_starts_again",
        ),
    ),
    Row(
        29,
        "re-imaged kiosk",
        (
            "tests/sync/test_enrolled_again.py::test_a_re_imaged_machine_needs_a_token_and_leaves_the_past_as_it_was",
            f"{API}::test_a_token_is_for_one_kiosk_and_one_day",
            LAWS,
        ),
    ),
    Row(
        30,
        "older image of the card",
        (
            f"{HISTORIES}::test_a_rolled_back_card_goes_on_in_a_new_log",
            f"{ALARMS}::test_an_older_card_is_told_by_its_fork_or_by_its_new_log",
            f"{ALARMED}::test_without_its_alarm_the_law_is_broken",
            LAWS,
        ),
    ),
    Row(
        31,
        "cloned card in two machines",
        (
            f"{HISTORIES}::test_other_hardware_begins_another_log",
            f"{ALARMS}::test_two_machines_alive_under_one_name_are_told",
            f"{ALARMED}::test_without_its_alarm_the_law_is_broken",
            LAWS,
        ),
    ),
    Row(32, "clock at 1970, 2016 or 2099", (f"{CLOCK}::test_a_wrong_clock_costs_no_visit",)),
    Row(
        33,
        "clock jumps by years",
        (
            f"{CLOCK}::test_a_jump_costs_no_visit",
            f"{DESK}::test_a_lock_begins_anew_after_a_restart_and_heeds_no_wall_clock",
            f"{WALL}::test_a_jump_is_noticed_once_and_said",
            f"{WALL}::test_no_jump_makes_a_card_that_was_just_there_a_new_visitor",
        ),
    ),
    Row(
        34,
        "clock set back, another time zone",
        (
            f"{CLOCK}::test_a_clock_set_back_doubles_nothing",
            f"{ZONES}::test_the_hour_that_comes_twice_is_one_day",
            f"{ZONES}::test_a_machine_set_to_another_zone_counts_for_the_centres_day",
        ),
    ),
    Row(
        35,
        "several boots, no sync",
        (
            f"{TIMELINE}::test_the_truth_is_always_within_what_is_stated",
            f"{TIMELINE}::test_a_day_that_is_not_flagged_is_the_right_day",
            f"{STORE}::test_each_boot_gets_the_next_number",
        ),
    ),
    Row(36, "TLS with a wrong clock", ("tests/sync/test_tls.py::test_a_wrong_clock_gets_in_and_is_strict_afterwards",)),
    Row(
        37,
        "serial garbage, floods, replug",
        (
            f"{CONTRACT}::test_a_flood_of_noise_stays_within_the_buffer",
            f"{PUMP}::test_a_reader_that_is_unplugged_comes_back_by_itself",
        ),
    ),
    Row(
        38,
        "screen hangs",
        (
            "tests/device/test_watchdog.py::test_systemd_hears_that_we_are_up_and_alive",
            "tests/device/test_units.py::test_installed_units_pass_systemds_own_check",
        ),
        "needs systemd as the first process; the unit's watchdog and what feeds it are tested",
    ),
    Row(
        39,
        "power cut in an update",
        (
            f"{CUTS}::test_a_cut_in_any_migration_leaves_one_whole_schema",
            f"{STORE}::test_a_database_of_a_newer_version_is_left_alone",
        ),
        "an update replaces a folder that pip writes; what it may break is the database's schema",
    ),
    Row(
        40,
        "card and its copy both lost",
        (
            f"{RESCUE}::test_without_a_second_copy_what_is_lost_is_named",
            f"{HISTORIES}::test_what_was_pruned_leaves_a_hole_and_not_a_stop",
            "tests/server/test_losses.py::test_what_a_kiosk_told_of_and_took_with_it_is_named",
        ),
    ),
)
