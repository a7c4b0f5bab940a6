"""The central server: takes the kiosks' facts, tells them what changed, shows staff the day. One process or many."""
