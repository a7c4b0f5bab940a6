"""A self-service check-in kiosk for community elder-care centres. See README.md, "The way of a tap"."""

__version__ = "0.1.0"
