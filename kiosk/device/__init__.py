"""The technician's side: what is wrong with this machine, its systemd units, and a sign of life for systemd."""
