"""Cards that we make ourselves: a signed text, its QR code, and paper to print it on."""
