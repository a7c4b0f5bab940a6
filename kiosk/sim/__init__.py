"""The deterministic simulation: real desks, stores, couriers and a real server in one process, on virtual time.

    kiosk sim --seeds 2000          many short histories of bad luck
    kiosk sim --seed 17 --verbose   one of them again, told step by step

One seed decides everything that happens: who taps and chooses, which message is lost, doubled, late or cut off, when
power fails, a disk fills up, a clock jumps, a card is copied or put back, a server restored. Afterwards the weather is
fair, and every law in `laws.py` must hold. `controls.py` holds wrong designs on which the same histories must fail.
"""
