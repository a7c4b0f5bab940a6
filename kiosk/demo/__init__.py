"""A morning at the entrance, with the product's own parts: server, kiosk, readers on pseudo-terminals, window.

The people come from `assets/demo/residents.csv` and exist nowhere else; nothing of a real kiosk imports this package.
"""
